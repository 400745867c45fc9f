/** The filters that draw images into frames that have the rendition's size and colour. Pure. */
import type { VideoRendition } from '../rendition.js';
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
  rendition: VideoRendition,
): string {
  if (images.length === 0) return '';
  const timeBase = `settb=1/${rendition.timescale}`;
  const shift = presentationShift(times);
  const drawings = images.flatMap((image, i) => [
    `[${firstInput + i}:v:0]${scaling(image, rendition)},${timeBase},setsar=1[mark${i}]`,
    `[under${i}][mark${i}]${overlaying(image)}[under${i + 1}]`,
  ]);
  const back = `[under${images.length}]setpts=PTS-${shift}`;
  return [`,${timeBase},setpts=PTS+${shift}[under0]`, ...drawings, back].join(';');
}

/** In the colours of the frames; see `scaling` of video-filters.ts for the flags. */
function scaling({ drawn, opacity }: DrawnImage, { colour }: VideoRendition): string {
  const matrix = scaleMatrix(colour.matrix) ?? 'bt709';
  const colours = `out_range=limited:out_color_matrix=${matrix}`;
  const scale = `scale=w=${drawn.width}:h=${drawn.height}:flags=bicubic+accurate_rnd+bitexact:${colours}`;
  return `${scale},format=yuva420p,lutyuv=a=val*${opacity}`;
}

/** More than is lost in rounding, and less than any frame lasts. */
const MARGIN_SECONDS = 0.0001;

/**
 * Where it is not shown, it lies beside the frame: a filter that is switched by time (`enable`) looks at the time of the image for its first
 * frame, which is 0.
 */
function overlaying({ stays }: DrawnImage): string {
  const at = (side: 'left' | 'top') => {
    const terms = stays.map(
      (stay) => `gte(t,${seconds(stay.start)})*lt(t,${seconds(stay.end)})*(${stay[side]}-W)`,
    );
    return sumOf(['W', ...terms]);
  };
  return `overlay=x='${at('left')}':y='${at('top')}':format=yuv420`;
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
