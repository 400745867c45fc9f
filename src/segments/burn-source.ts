/** What is burned into the frames of a rendition. */
import { type Asset, type FileSource, type FileTrack, versionGone } from '../assets/index.js';
import { type BurnSource, inMemory, type MediaRendition } from '../encoder/index.js';
import type { ByteSource } from '../stores/index.js';

/** The file beside the master that a rendition has burned in; undefined where it has none, or a track of the master. */
export function burnedFileOf(rendition: MediaRendition): FileSource | undefined {
  const burned = burnedTextOf(rendition);
  return burned?.kind === 'sidecar' ? burned : undefined;
}

/**
 * What is burned into a rendition; undefined where nothing is.
 * @param opened the file of the video, in which tracks of text are too; and the track of `burnedFileOf`.
 * @throws OnplayError `version_gone` where the text is not there any more.
 */
export function burnSourceOf(
  asset: Asset,
  rendition: MediaRendition,
  { source, file }: { readonly source: ByteSource; readonly file: FileTrack | undefined },
): BurnSource | undefined {
  const burned = burnedTextOf(rendition);
  if (!burned) return undefined;
  const fonts = { attachments: asset.index.attachments, attachmentSource: source };
  if (file) return { track: file.track, source: inMemory(file.bytes), ...fonts };
  const track = burned.kind === 'track' && asset.index.text.find(({ id }) => id === burned.trackId);
  if (!track) throw versionGone();
  return { track, source, ...fonts };
}

function burnedTextOf(rendition: MediaRendition) {
  return rendition.kind === 'video' ? rendition.burn?.source : undefined;
}
