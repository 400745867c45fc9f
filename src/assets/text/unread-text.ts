/** The bytes of a text rendition, where they are stored. */
import type { TextSource } from '../../encoder/index.js';
import { type StoredText, storedText } from '../../masters/index.js';
import { sidecarChanged } from '../../stores/index.js';
import type { TextFormat } from '../../text/index.js';
import type { Asset } from '../asset.js';
import { withFile } from '../asset-files.js';
import { completed } from '../asset-for-segment.js';
import { versionGone } from '../version-gone.js';

/** A text as it is stored, in values that can be sent to another thread. */
export type UnreadText = FileText | { readonly kind: 'samples'; readonly stored: StoredText };

export interface FileText {
  readonly kind: 'file';
  readonly bytes: Uint8Array;
  readonly format: TextFormat;
}

/** By the extensions of sidecars. */
const FORMATS: Readonly<Record<string, TextFormat>> = { vtt: 'webvtt', srt: 'srt', ass: 'ass', ssa: 'ass' };

type SourceOf<Kind> = Extract<TextSource, { readonly kind: Kind }>;

/** @throws OnplayError as `Asset.readSidecar`, `withFile` and `completed`. */
export function unreadText(asset: Asset, source: TextSource, signal: AbortSignal): Promise<UnreadText> {
  return source.kind === 'sidecar' ? fileText(asset, source, signal) : trackText(asset, source, signal);
}

async function fileText(asset: Asset, source: SourceOf<'sidecar'>, signal: AbortSignal): Promise<FileText> {
  const sidecar = asset.sidecars.find((one) => one.name === source.name && one.version === source.version);
  const format = FORMATS[sidecar?.format ?? ''];
  if (!sidecar || !format) throw sidecarChanged();
  return { kind: 'file', bytes: await asset.readSidecar(sidecar, signal), format };
}

async function trackText(
  known: Asset,
  { trackId }: SourceOf<'track'>,
  signal: AbortSignal,
): Promise<UnreadText> {
  const asset = await completed(known);
  const track = asset.index.text.find(({ id }) => id === trackId);
  if (!track) throw versionGone();
  const stored = await withFile(asset, track.file, (source) => storedText(source, track), signal);
  // Only tracks of text are renditions.
  if (!stored) throw versionGone();
  return { kind: 'samples', stored };
}
