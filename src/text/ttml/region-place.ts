/** Where a region of TTML puts its text, in the settings of WebVTT. */
import { placeSettings } from '../ass/place.js';
import type { CueSettings } from '../cue.js';
import type { Style } from './styles.js';

/** Text in the middle whose lower edge is lower than that stands where all subtitles do. */
const USUAL_BOTTOM_PERCENT = 80;
const USUAL_MIDDLE_PERCENT = [40, 60] as const;

/** Columns and rows of a keypad, from 1: left and bottom. */
const COLUMNS: Readonly<Record<string, number>> = {
  start: 1,
  left: 1,
  justify: 2,
  center: 2,
  end: 3,
  right: 3,
};
const ROWS: Readonly<Record<string, number>> = { after: 0, center: 1, before: 2 };
const PERCENT_PAIR = /^(-?\d{1,4}(?:\.\d{1,9})?)% (-?\d{1,4}(?:\.\d{1,9})?)%$/;

/** Undefined for the usual place, and for one that is not said in percent. @param lines of the text. */
export function regionSettings(style: Style, lines: number): CueSettings | undefined {
  const column = COLUMNS[style.get('textAlign') ?? 'center'] ?? 2;
  const row = ROWS[style.get('displayAlign') ?? 'before'] ?? 2;
  const origin = percentPair(style.get('origin'));
  const extent = percentPair(style.get('extent'));
  if (!origin || !extent) return placeSettings({ key: column, lines });
  const x = origin[0] + (extent[0] * (column - 1)) / 2;
  const y = origin[1] + (extent[1] * (2 - row)) / 2;
  const [from, to] = USUAL_MIDDLE_PERCENT;
  const isUsual = column === 2 && row === 0 && y >= USUAL_BOTTOM_PERCENT && x >= from && x <= to;
  return isUsual ? undefined : placeSettings({ key: 3 * row + column, point: { x, y }, lines });
}

function percentPair(value: string | undefined): readonly [number, number] | undefined {
  const [, first, second] = PERCENT_PAIR.exec(value?.trim().replace(/\s+/g, ' ') ?? '') ?? [];
  return first === undefined ? undefined : [Number(first), Number(second)];
}
