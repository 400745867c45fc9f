/** Which images there are of a track: few sizes, so that few keys are asked for. */
import type { ClipFrames } from '../../shared/clip.js';
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
  /** Of a poster that is made of a file instead of a frame; not of a clip, of which the file may show what is not in it. */
  readonly file?: PosterFile | undefined;
  /** Of posters and previews: the frames among which they choose; default all. */
  readonly trim?: ClipFrames | undefined;
}

/** Into which covers fit. */
const SQUARES: readonly Size[] = WIDTHS.filter((width) => width <= 1920).map((width) => ({
  width,
  height: width,
}));

const DEFAULT_WIDTHS: Readonly<Record<ImagePurpose, number>> = {
  ...{ frame: 1280, poster: 1280 },
  ...{ preview: 320, sheet: 160 },
};
/** What chooses among frames. */
const CHOOSING: ReadonlySet<ImagePurpose> = new Set<ImagePurpose>(['poster', 'preview']);
/** Larger ones would take long and be large. */
const MAX_WIDTHS: Readonly<Record<ImagePurpose, number>> = {
  ...{ frame: Number.POSITIVE_INFINITY, poster: Number.POSITIVE_INFINITY },
  ...{ preview: 480, sheet: 320 },
};
/** Of a clip. */
const CLIP = '(?:-x(\\d{1,8})-(\\d{1,8}))?';
const [STILL, ANIMATED] = [stillFormatNames, animatedFormatNames].map((formats) => formats.join('|'));
const ID = new RegExp(
  `^i([1-9]\\d{0,3})-(?:(frame|poster|sheet)${CLIP}-(${STILL})|(preview)${CLIP}-(${ANIMATED}))$`,
);

/**
 * The rendition for a choice: of the smallest size that is wide enough, else of the largest.
 * @param track absent for posters of audio, which fit into squares.
 */
export function imageRendition(track: VideoTrack | undefined, choice: ImageChoice): ImageRendition {
  const { purpose, format, maxHeight = Number.POSITIVE_INFINITY, file, trim } = choice;
  const { width = DEFAULT_WIDTHS[purpose] } = choice;
  const all = (track ? imageSizes(track) : SQUARES).filter(
    (size, i) => i === 0 || size.width <= MAX_WIDTHS[purpose],
  );
  const allowed = all.filter(({ height, width }) => Math.min(height, width) <= maxHeight);
  const sizes = allowed.length > 0 ? allowed : all.slice(0, 1);
  const size = sizes.find((each) => each.width >= width) ?? sizes.at(-1)!;
  const isCut = trim && track && CHOOSING.has(purpose);
  const clip = isCut ? `-x${trim.first}-${trim.end}` : '';
  const rendition = { id: `i${size.width}-${purpose}${clip}-${format}`, purpose, format, ...size };
  return {
    kind: 'image',
    ...rendition,
    ...(purpose === 'poster' && !isCut && file && { file }),
    ...(isCut && { trim }),
    ...(purpose === 'sheet' && track && { grid: sheetGrid(track) }),
  };
}

/**
 * The rendition with an id; undefined where the track has none.
 * @param track absent for audio. @param file of which the poster is made; default a frame.
 */
export function imageRenditionWithId(
  track: VideoTrack | undefined,
  id: string,
  file?: PosterFile,
): ImageRendition | undefined {
  const [, width, ...named] = ID.exec(id) ?? [];
  if (width === undefined) return undefined;
  const [purpose, first, end, format] = named[0] === undefined ? named.slice(4) : named;
  const trim = first === undefined ? undefined : { first: Number(first), end: Number(end) };
  if (track ? !hasFrames(track, trim) : purpose !== 'poster' || !file) return undefined;
  const rendition = imageRendition(track, {
    purpose,
    format,
    width: Number(width),
    file,
    trim,
  } as ImageChoice);
  return rendition.id === id ? rendition : undefined;
}

function hasFrames({ frames }: VideoTrack, trim?: ClipFrames): boolean {
  return trim === undefined || (trim.first < trim.end && trim.end <= frames.length);
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
