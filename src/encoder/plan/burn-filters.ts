/** The filters that draw text into frames that have the rendition's size and colour. Pure. */
import { FEED_START_SECONDS } from '../feed/feed-plan.js';
import type { VideoRendition } from '../rendition.js';
import type { Placement } from './placement.js';
import { scaleMatrix } from './scale-matrix.js';

/** When the frames that are drawn on are presented. */
export interface FramesTimes {
  /** When the first and the last frame is presented, in ticks of `timescale`. */
  readonly firstTime: number;
  readonly lastTime: number;
  readonly timescale: number;
}

export interface BurnedText extends FramesTimes {
  /** Absolute path of a file whose times are later than those of the presentation, by so many milliseconds. */
  readonly subtitles: string;
  readonly leadMs: number;
  /** Bitmaps: the size of the video that they were made for, in pixels. Absent for text. */
  readonly canvas?: { readonly width: number; readonly height: number };
  /** Absolute path of a folder with fonts that are preferred to all others. */
  readonly ownFonts?: string;
}

/** A second input, which has only the bitmaps. */
export function bitmapInputArguments({ subtitles, canvas }: BurnedText): string[] {
  const size = canvas ? ['-canvas_size', `${canvas.width}x${canvas.height}`] : [];
  return ['-protocol_whitelist', 'file', ...size, '-f', 'matroska', '-i', subtitles];
}

/**
 * Continues a chain whose first frame is at FEED_START_SECONDS. Frames are moved to their times in the presentation, which the text
 * has, and back by as many ticks: text would be rounded if it were moved.
 * @param place where the picture lies in the frame, on which text of all kinds is drawn.
 */
export function burnFilters(text: BurnedText, place: Placement, rendition: VideoRendition): string {
  if (!text.canvas) return textFilters(text);
  const { there, back } = movingOf(text);
  return [
    `,${there}[video]`,
    `[1:s:0]${bitmapScaling(place, rendition)}[bitmaps]`,
    `[video][bitmaps]overlay=x=${place.left}:y=${place.top}:format=yuv420,${back},trim=end=${endOf(text)}`,
  ].join(';');
}

/** As `burnFilters`, of text alone, which is drawn into frames of any size and colour. */
export function textFilters(text: Omit<BurnedText, 'canvas'>): string {
  const { there, back } = movingOf(text);
  const fonts = text.ownFonts === undefined ? '' : `:fontsdir=${escaped(text.ownFonts)}`;
  return `,${there},subtitles=filename=${escaped(text.subtitles)}${fonts},${back}`;
}

function movingOf(text: Omit<BurnedText, 'canvas'>): { readonly there: string; readonly back: string } {
  const shift = presentationShift(text, text.leadMs);
  return { there: `setpts=PTS+${shift}`, back: `setpts=PTS-${shift}` };
}

/** By how many units of the time base frames of a feed are earlier than in the presentation. @param leadMs by which they are to be later still. */
export function presentationShift({ firstTime, timescale }: FramesTimes, leadMs = 0): string {
  return `round((${firstTime}/${timescale}+${leadMs}/1000-${FEED_START_SECONDS})/TB)`;
}

/** Less than any frame lasts, and more than what is lost in rounding. */
const MARGIN_SECONDS = 0.0002;

/** Behind the last frame, in seconds: `overlay` repeats it where bitmaps change later. */
function endOf({ firstTime, lastTime, timescale }: BurnedText): string {
  return (FEED_START_SECONDS + (lastTime - firstTime) / timescale + MARGIN_SECONDS).toFixed(6);
}

/** In the colours of the frames; see `scaling` for the flags. */
function bitmapScaling({ width, height }: Placement, { colour }: VideoRendition): string {
  const matrix = scaleMatrix(colour.matrix) ?? 'bt709';
  const colours = `out_range=limited:out_color_matrix=${matrix}`;
  return `scale=w=${width}:h=${height}:flags=bicubic+accurate_rnd+bitexact:${colours},format=yuva420p`;
}

/** A value of an option in a filter graph: escaped for the option, then for the graph. */
function escaped(value: string): string {
  return value.replaceAll(/[\\':]/g, '\\$&').replaceAll(/[\\'[\],;\s]/g, '\\$&');
}
