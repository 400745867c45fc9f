/** Which images there are of a track: few sizes, so that few keys are asked for. */
import { animatedFormatNames, type ImageFormat, stillFormatNames } from '../../shared/image-formats.js';
import type { VideoTrack } from '../../tracks/index.js';
import { displaySize, evenBelow, evenNearest, fitLimits, type Size } from '../ladder/size.js';
import type { ImagePurpose, ImageRendition, PosterFile } from '../rendition.js';
import { sheetGrid } from './frames/storyboard.js';

/** In pixels. Where the video is narrower than one of them, images are as wide as the video at most. */
const WIDTHS = [160, 320, 480, 640, 960, 1280, 1920, 2560, 3840];

/** What determines an image rendition of a track. */
export interface ImageChoice {
  readonly purpose: ImagePurpose;
  readonly format: ImageFormat;
  /** At least as wide as this, as far as the video is; default 1280, of thumbnails of a sheet 160. */
  readonly width?: number | undefined;
  /** No higher than this, as far as the smallest size is. */
  readonly maxHeight?: number | undefined;
  /** Of a poster that is made of a file instead of a frame. */
  readonly file?: PosterFile | undefined;
}

const DEFAULT_WIDTHS: Readonly<Record<ImagePurpose, number>> = {
  ...{ frame: 1280, poster: 1280 },
  ...{ preview: 320, sheet: 160 },
};
/** Larger ones would take long and be large. */
const MAX_WIDTHS: Readonly<Record<ImagePurpose, number>> = {
  ...{ frame: Number.POSITIVE_INFINITY, poster: Number.POSITIVE_INFINITY },
  ...{ preview: 480, sheet: 320 },
};
const [STILL, ANIMATED] = [stillFormatNames, animatedFormatNames].map((formats) => formats.join('|'));
const ID = new RegExp(`^i([1-9][0-9]{0,3})-(?:(frame|poster|sheet)-(${STILL})|(preview)-(${ANIMATED}))$`);

/** The rendition for a choice: of the smallest size that is wide enough, else of the largest. */
export function imageRendition(track: VideoTrack, choice: ImageChoice): ImageRendition {
  const { purpose, format, maxHeight = Number.POSITIVE_INFINITY, file } = choice;
  const { width = DEFAULT_WIDTHS[purpose] } = choice;
  const all = imageSizes(track).filter((size, i) => i === 0 || size.width <= MAX_WIDTHS[purpose]);
  const allowed = all.filter(({ height, width }) => Math.min(height, width) <= maxHeight);
  const sizes = allowed.length > 0 ? allowed : all.slice(0, 1);
  const size = sizes.find((each) => each.width >= width) ?? sizes.at(-1)!;
  const rendition = { id: `i${size.width}-${purpose}-${format}`, purpose, format, ...size };
  return {
    kind: 'image',
    ...rendition,
    ...(purpose === 'poster' && file && { file }),
    ...(purpose === 'sheet' && { grid: sheetGrid(track) }),
  };
}

/** The rendition with an id; undefined where the track has none. @param file of which the poster is made; default a frame. */
export function imageRenditionWithId(
  track: VideoTrack,
  id: string,
  file?: PosterFile,
): ImageRendition | undefined {
  const [, width, still, stillFormat, preview, previewFormat] = ID.exec(id) ?? [];
  if (width === undefined) return undefined;
  const [purpose, format] = [still ?? preview, stillFormat ?? previewFormat];
  const choice = { purpose, format, width: Number(width), file } as ImageChoice;
  const rendition = imageRendition(track, choice);
  return rendition.id === id ? rendition : undefined;
}

/** Ascending; not empty. */
function imageSizes(track: VideoTrack): readonly Size[] {
  const source = fitLimits(displaySize(track));
  const largest = { width: evenBelow(source.width), height: evenBelow(source.height) };
  const scaled = WIDTHS.filter((width) => width < largest.width).map((width) => ({
    width,
    height: evenNearest((width * source.height) / source.width),
  }));
  return [...scaled, largest];
}
