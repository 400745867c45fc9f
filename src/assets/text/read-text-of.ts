/** Reads the cues of a text rendition. */
import type { TextRendition, TextSource } from '../../encoder/index.js';
import { readTextTrack } from '../../masters/index.js';
import { sidecarChanged } from '../../stores/index.js';
import { readText, type TextDocument, type TextFormat } from '../../text/index.js';
import { type Asset, completed, withFile } from '../asset.js';
import { versionGone } from '../version-gone.js';

/** By the extensions of sidecars. */
const FORMATS: Readonly<Record<string, TextFormat>> = { vtt: 'webvtt', srt: 'srt', ass: 'ass', ssa: 'ass' };

type SourceOf<Kind> = Extract<TextSource, { readonly kind: Kind }>;

/**
 * All cues of a text, in milliseconds of the presentation. What cannot be read of it is left out, and said in its `problems`.
 * @throws OnplayError as `Asset.readSidecar`, `withFile` and `completed`.
 */
export function readTextOf(
  asset: Asset,
  { source }: TextRendition,
  signal: AbortSignal,
): Promise<TextDocument> {
  return source.kind === 'sidecar' ? readFile(asset, source, signal) : readTrack(asset, source, signal);
}

async function readFile(asset: Asset, source: SourceOf<'sidecar'>, signal: AbortSignal) {
  const sidecar = asset.sidecars.find((one) => one.name === source.name && one.version === source.version);
  const format = FORMATS[sidecar?.format ?? ''];
  if (!sidecar || !format) throw sidecarChanged();
  return readText(await asset.readSidecar(sidecar, signal), format);
}

async function readTrack(known: Asset, { trackId }: SourceOf<'track'>, signal: AbortSignal) {
  const asset = await completed(known);
  const track = asset.index.text.find(({ id }) => id === trackId);
  if (!track) throw versionGone();
  return withFile(asset, track.file, (source) => readTextTrack(source, track), signal);
}
