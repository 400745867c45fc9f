/**
 * The pattern that variant B of a segment has in its luma: smooth, of a level or two, and of so low a frequency that it outlasts scaling and
 * a coarse quantizer. It is defined over the frame from 0 to 1 in both directions, so that renditions of all sizes have the same. Pure, and made
 * of additions and multiplications alone, which are the same on every machine (IEEE 754).
 */
import { keyed } from './trace-key.js';

/** Random signs, between which the pattern is interpolated. */
export const PATTERN_COLUMNS = 16;
export const PATTERN_ROWS = 9;

/** The pattern of a segment, with values from -1 to 1. */
export interface Pattern {
  /** Row by row; each is -1 or 1. */
  readonly signs: Int8Array;
}

/** @param patternsKey see `AssetTraceKeys`. */
export function segmentPattern(patternsKey: string, segment: number): Pattern {
  const digest = keyed(patternsKey, String(segment));
  const signs = Int8Array.from({ length: PATTERN_COLUMNS * PATTERN_ROWS }, (_, i) =>
    ((digest[i >> 3]! >> (i & 7)) & 1) === 1 ? 1 : -1,
  );
  return { signs };
}

/** Where samples of a row or a column lie between the signs: the sign before each, and the weight of the one after. */
interface Places {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly weight: Float64Array;
}

/** Positions from 0 to 1, in an order of the caller's, to places among so many signs. */
function placesAt(positions: Float64Array, signs: number): Places {
  const [before, after] = [new Uint8Array(positions.length), new Uint8Array(positions.length)];
  const weight = new Float64Array(positions.length);
  positions.forEach((position, i) => {
    // A sign stands in the middle of its cell.
    const place = Math.min(signs - 1, Math.max(0, position * signs - 0.5));
    const cell = Math.min(signs - 1, Math.floor(place));
    const within = place - cell;
    before[i] = cell;
    after[i] = Math.min(signs - 1, cell + 1);
    // Without a bend at the signs, which would be seen sooner.
    weight[i] = within * within * (3 - 2 * within);
  });
  return { before, after, weight };
}

/** The values of a pattern at a grid of positions, row by row. */
export function patternAt({ signs }: Pattern, columns: Float64Array, rows: Float64Array): Float64Array {
  const [across, down] = [placesAt(columns, PATTERN_COLUMNS), placesAt(rows, PATTERN_ROWS)];
  const values = new Float64Array(columns.length * rows.length);
  const line = new Float64Array(PATTERN_COLUMNS);
  for (let y = 0; y < rows.length; y++) {
    const [above, below, lower] = [down.before[y]!, down.after[y]!, down.weight[y]!];
    for (let x = 0; x < PATTERN_COLUMNS; x++)
      line[x] =
        signs[above * PATTERN_COLUMNS + x]! * (1 - lower) + signs[below * PATTERN_COLUMNS + x]! * lower;
    for (let x = 0; x < columns.length; x++) {
      const right = across.weight[x]!;
      values[y * columns.length + x] =
        line[across.before[x]!]! * (1 - right) + line[across.after[x]!]! * right;
    }
  }
  return values;
}

/** The middles of so many pixels, from 0 to 1. */
export function pixelMiddles(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, pixel) => (pixel + 0.5) / count);
}
