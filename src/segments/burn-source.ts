/** What is burned into the frames of a rendition. */
import { type Asset, type SourceTrack, type Texts, versionGone } from '../assets/index.js';
import {
  type BurnSource,
  inMemory,
  isReadAsCues,
  type MediaRendition,
  type TextSource,
} from '../encoder/index.js';
import type { ByteSource } from '../stores/index.js';

/**
 * The text of a rendition that is read as a whole: a file beside the master, or a track of a format that ffmpeg does not know. Undefined
 * for any other, and where nothing is burned in.
 */
export function wholeTextOf({ index }: Asset, rendition: MediaRendition): TextSource | undefined {
  const burned = burnedTextOf(rendition);
  if (burned?.kind !== 'track') return burned;
  const track = index.text.find(({ id }) => id === burned.trackId);
  return track && isReadAsCues(track) ? burned : undefined;
}

/** What a burned-in text is read from. */
interface OpenedText {
  /** The file of the video, in which tracks of text are too. */
  readonly source: ByteSource;
  /** What was read of `wholeTextOf`. */
  readonly whole: SourceTrack | undefined;
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
  { source, whole, texts }: OpenedText,
): BurnSource | undefined {
  const burned = burnedTextOf(rendition);
  if (!burned) return undefined;
  const fonts = {
    attachments: asset.index.attachments,
    attachmentSource: source,
    onFontsLeftOut: () => texts.reportFontsLeftOut(asset, burned),
  };
  if (whole) return { track: whole.track, source: inMemory(whole.bytes), ...fonts };
  const track = burned.kind === 'track' && asset.index.text.find(({ id }) => id === burned.trackId);
  if (!track) throw versionGone();
  return { track, source, ...fonts };
}

function burnedTextOf(rendition: MediaRendition) {
  return rendition.kind === 'video' ? rendition.burn?.source : undefined;
}
