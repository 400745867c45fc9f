/** What is done to a finished master. */
import type { MediaRange } from '../reference/presented-media.js';

/**
 * `copied`: cut without encoding, from between two keyframes on. `trimmed`, `cut`, `cut-twice` and `repeated`: an edit list.
 * `cut-off`: ends in the middle of a sample. `cut-start`: begins in the middle of a packet. `late-clock`: starts at 1000 s.
 * `wrapping-clock`: the clock of 33 bits wraps after two seconds (ISO/IEC 13818-1 2.4.3.7).
 */
export type Edit =
  | 'none'
  | 'copied'
  | 'trimmed'
  | 'cut'
  | 'cut-twice'
  | 'repeated'
  | 'cut-off'
  | 'cut-start'
  | 'late-clock'
  | 'wrapping-clock';

/** Where a copy starts, in seconds. */
export const COPIED_FROM = 1.3;
/** The share of the bytes that a recording has that was cut off. */
export const SHARE_LEFT = 0.8;
/** How many bytes a transport stream lacks at its start. */
export const BYTES_LACKING = 1000;

const WRAP_SECONDS = 2 ** 33 / 90_000;

/** Output options that start the clock later. */
export function clockOptions(edit: Edit): string[] {
  if (edit === 'late-clock') return ['-output_ts_offset', '1000'];
  return edit === 'wrapping-clock' ? ['-output_ts_offset', `${WRAP_SECONDS - 2}`] : [];
}

/** What the edit list presents of a master of this duration, in whole seconds; undefined without one. */
export function editedRanges(edit: Edit, seconds: number): readonly MediaRange[] | undefined {
  switch (edit) {
    case 'trimmed':
      return [[1, seconds - 1]];
    case 'cut':
      return [
        [0, 2],
        [3, seconds],
      ];
    case 'cut-twice':
      return [
        [1, 2],
        [3, 4],
        [5, seconds],
      ];
    case 'repeated':
      return [
        [0, 2],
        [1, seconds],
      ];
    default:
      return undefined;
  }
}
