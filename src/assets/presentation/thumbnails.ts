import { type ImageRendition, imageCount, imageRendition } from '../../encoder/index.js';
import type { ImageMark } from '../../shared/marks/mark.js';
import type { VideoTrack } from '../../tracks/index.js';
import { imageWithLogo } from '../logos/with-logo.js';

/** Small images of the video at equal distances, as players show them above their time bars. */
export interface Thumbnails {
  /** Of sheets, each with a grid of thumbnails. */
  readonly rendition: ImageRendition & Required<Pick<ImageRendition, 'grid'>>;
  readonly key: string;
  /** How many there are. */
  readonly sheets: number;
  /** When the video ends, and with it the last sheet. */
  readonly seconds: number;
}

/** The thumbnails of a track, computed by the first call; undefined where none can be made. */
export function lazyThumbnails(
  track: VideoTrack,
  logo: readonly ImageMark[],
  keyOf: (rendition: ImageRendition) => string,
): () => Thumbnails | undefined {
  let computed: { readonly thumbnails: Thumbnails | undefined } | undefined;
  return () => {
    computed ??= { thumbnails: thumbnailsOf(track, logo, keyOf) };
    return computed.thumbnails;
  };
}

function thumbnailsOf(
  track: VideoTrack,
  logo: readonly ImageMark[],
  keyOf: (rendition: ImageRendition) => string,
): Thumbnails | undefined {
  const { grid, ...rendition } = imageRendition(track, { purpose: 'sheet', format: 'jpg' });
  if (!grid) return undefined;
  const sheet = imageWithLogo({ ...rendition, grid }, logo);
  const sheets = imageCount(track, sheet);
  return sheets > 0
    ? { rendition: sheet, key: keyOf(sheet), sheets, seconds: track.end / track.timescale }
    : undefined;
}
