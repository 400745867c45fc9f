/** Where a text stands: what ASS says by `\an` and `\pos`, in the settings of WebVTT. */
import type { CueSettings } from '../cue.js';

export interface Place {
  /** As the keys of a keypad; 2, at the bottom, is where all subtitles stand. */
  readonly key: number;
  /** Where the side or corner of the text that `key` names is, in percent of the picture. */
  readonly point?: { readonly x: number; readonly y: number };
  /** Lines of the text. */
  readonly lines: number;
}

/**
 * The height of a line in percent: players write in a twentieth of the height, with a fifth of that between lines. By it the
 * top of a text is found, as not all browsers know the alignment of a line.
 */
const LINE_PERCENT = 6;

/** Returns undefined for the place of all subtitles, and for a key that is none. */
export function placeSettings({ key, point, lines }: Place): CueSettings | undefined {
  if (!(Number.isInteger(key) && key >= 1 && key <= 9) || (key === 2 && !point)) return undefined;
  const column = (key - 1) % 3;
  const row = Math.floor((key - 1) / 3);
  const middle = 50 - (lines * LINE_PERCENT) / 2;
  const line = point ? percentLine(topOf(point.y, row, lines)) : [undefined, percentLine(middle), TOP][row];
  return {
    ...(line && { line }),
    ...(point && { position: { percent: bounded(point.x) } }),
    ...(column !== 1 && { align: column === 0 ? ('left' as const) : ('right' as const) }),
  };
}

const TOP = { value: 0, unit: 'lines' } as const;

/** @param row 0: `y` is the bottom of the text; 1: its middle; 2: its top. */
function topOf(y: number, row: number, lines: number): number {
  return y - (lines * LINE_PERCENT * (2 - row)) / 2;
}

function percentLine(value: number): NonNullable<CueSettings['line']> {
  return { value: bounded(value), unit: 'percent' };
}

function bounded(percent: number): number {
  return Math.round(Math.min(Math.max(percent, 0), 100) * 10) / 10;
}
