/** The filters that draw images into frames that have the rendition's size and colour. Pure. */
import type { Colour } from '../../tracks/index.js';
import { type FramesTimes, presentationShift } from './burn-filters.js';
import { scaleMatrix } from './scale-matrix.js';

/** An image, and when it stands where: in milliseconds of the presentation, and in pixels of the frame. */
export interface DrawnImage {
  /** Absolute path of a file of pixels in RGBA. */
  readonly pixels: string;
  readonly size: { readonly width: number; readonly height: number };
  /** In the frame. */
  readonly drawn: { readonly width: number; readonly height: number };
  readonly opacity: number;
  /** In order; at least one. Half-open. */
  readonly stays: readonly {
    readonly start: number;
    readonly end: number;
    readonly left: number;
    readonly top: number;
  }[];
}

/** The frames that images are drawn into. */
export interface DrawnFrames {
  readonly timescale: number;
  /** Of luma and chroma, and of images. */
  readonly colour: Colour;
  /** Red, green and blue, instead of luma and chroma. */
  readonly isRgb?: boolean;
}

/** A further input for each, which has one frame: it stays for as long as there are others. */
export function imageInputArguments({ pixels, size }: DrawnImage): string[] {
  const format = ['-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', `${size.width}x${size.height}`];
  return ['-protocol_whitelist', 'file', ...format, '-framerate', '1', '-i', pixels];
}

/**
 * Continues a chain whose first frame is at FEED_START_SECONDS, as `burnFilters` does. Frames and images have one time base, so that no time
 * is rounded.
 * @param firstInput the number of the input that has the first image.
 */
export function imageFilters(
  images: readonly DrawnImage[],
  { times, firstInput }: { readonly times: FramesTimes; readonly firstInput: number },
  frames: DrawnFrames,
): string {
  if (images.length === 0) return '';
  const timeBase = `settb=1/${frames.timescale}`;
  const shift = presentationShift(times);
  const drawings = images.flatMap((image, i) => [
    `[${firstInput + i}:v:0]${scaling(image, frames)},${timeBase},setsar=1[mark${i}]`,
    `[under${i}][mark${i}]${overlaying(image, frames)}[under${i + 1}]`,
  ]);
  const back = `[under${images.length}]setpts=PTS-${shift}`;
  return [`,${timeBase},setpts=PTS+${shift}[under0]`, ...drawings, back].join(';');
}

/** In the colours of the frames; see `scaling` of video-filters.ts for the flags. */
function scaling({ drawn, opacity }: DrawnImage, { colour, isRgb }: DrawnFrames): string {
  const scale = `scale=w=${drawn.width}:h=${drawn.height}:flags=bicubic+accurate_rnd+bitexact`;
  if (isRgb) return `${scale},format=rgba,lutrgb=a=val*${opacity}`;
  const matrix = scaleMatrix(colour.matrix) ?? 'bt709';
  const colours = `out_range=${colour.fullRange ? 'full' : 'limited'}:out_color_matrix=${matrix}`;
  return `${scale}:${colours},format=yuva420p,lutyuv=a=val*${opacity}`;
}

/** More than is lost in rounding, and less than any frame lasts. */
const MARGIN_SECONDS = 0.0001;

/**
 * Where it is not shown, it lies beside the frame: a filter that is switched by time (`enable`) looks at the time of the image for its first
 * frame, which is 0.
 */
function overlaying({ stays }: DrawnImage, { isRgb }: DrawnFrames): string {
  const at = (side: 'left' | 'top') => {
    const terms = stays.map(
      (stay) => `gte(t,${seconds(stay.start)})*lt(t,${seconds(stay.end)})*(${stay[side]}-W)`,
    );
    return sumOf(['W', ...terms]);
  };
  return `overlay=x='${at('left')}':y='${at('top')}':format=${isRgb ? 'rgb' : 'yuv420'}`;
}

/** In halves, since ffmpeg nests no more than a hundred operations, and a segment may be long. */
function sumOf(terms: readonly string[]): string {
  if (terms.length <= 1) return terms[0] ?? '0';
  const half = Math.ceil(terms.length / 2);
  return `(${sumOf(terms.slice(0, half))}+${sumOf(terms.slice(half))})`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000 - MARGIN_SECONDS).toFixed(4);
}
