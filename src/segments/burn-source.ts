/** What is burned into the frames of a rendition. */
import { type Asset, type FileSource, type FileTrack, type Texts, versionGone } from '../assets/index.js';
import { type BurnSource, inMemory, type MediaRendition } from '../encoder/index.js';
import type { ByteSource } from '../stores/index.js';

/** The file beside the master that a rendition has burned in; undefined where it has none, or a track of the master. */
export function burnedFileOf(rendition: MediaRendition): FileSource | undefined {
  const burned = burnedTextOf(rendition);
  return burned?.kind === 'sidecar' ? burned : undefined;
}

/** What a burned-in text is read from. */
interface OpenedText {
  /** The file of the video, in which tracks of text are too. */
  readonly source: ByteSource;
  /** The track of `burnedFileOf`. */
  readonly file: FileTrack | undefined;
  /** Is told of fonts that are not used. */
  readonly texts: Pick<Texts, 'reportFontsLeftOut'>;
}

/**
 * What is burned into a rendition; undefined where nothing is.
 * @throws OnplayError `version_gone` where the text is not there any more.
 */
export function burnSourceOf(
  asset: Asset,
  rendition: MediaRendition,
  { source, file, texts }: OpenedText,
): BurnSource | undefined {
  const burned = burnedTextOf(rendition);
  if (!burned) return undefined;
  const fonts = {
    attachments: asset.index.attachments,
    attachmentSource: source,
    onFontsLeftOut: () => texts.reportFontsLeftOut(asset, burned),
  };
  if (file) return { track: file.track, source: inMemory(file.bytes), ...fonts };
  const track = burned.kind === 'track' && asset.index.text.find(({ id }) => id === burned.trackId);
  if (!track) throw versionGone();
  return { track, source, ...fonts };
}

function burnedTextOf(rendition: MediaRendition) {
  return rendition.kind === 'video' ? rendition.burn?.source : undefined;
}
