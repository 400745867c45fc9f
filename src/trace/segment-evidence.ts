/** What the frames of one segment say of its pattern. Pure. */
import { type Pattern, patternAt } from '../shared/trace/pattern.js';
import type { FramePair } from './align-picture.js';
import { COPY_GRID } from './luma-frame.js';
import { fitLuma, type PlacePositions, sampled } from './picture-place.js';

export interface Evidence {
  readonly segment: number;
  /** How much of the pattern is in the segment, in levels: about 0 for variant A and up to 1 for B. */
  readonly level: number;
  /** As much is read, root mean square, of patterns that were never added. */
  readonly noise: number;
}

/** Differences beyond some levels are not the pattern's: edges that are not where they were, and artefacts. */
const MAX_DIFFERENCE = 4;

/**
 * @param positions see `PicturePlace`. @param decoys patterns that were never added.
 * @returns undefined where no frame of the segment can be compared.
 */
export function segmentEvidence(
  segment: number,
  pairs: readonly FramePair[],
  positions: PlacePositions,
  { pattern, decoys }: { readonly pattern: Pattern; readonly decoys: readonly Pattern[] },
): Evidence | undefined {
  const difference = meanDifference(pairs, positions);
  if (!difference) return undefined;
  const levelOf = (one: Pattern) => projection(difference, patternAt(one, positions.columns, positions.rows));
  const squares = decoys.reduce((sum, decoy) => sum + levelOf(decoy) ** 2, 0);
  return { segment, level: levelOf(pattern), noise: Math.sqrt(squares / decoys.length) };
}

/** Of the copy from the master, at each pixel; NaN where the master has none. */
function meanDifference(pairs: readonly FramePair[], positions: PlacePositions): Float64Array | undefined {
  const sum = new Float64Array(COPY_GRID.width * COPY_GRID.height);
  let count = 0;
  for (const { copy, master } of pairs) {
    const theirs = sampled(master.luma, positions);
    const { gain, offset, correlation } = fitLuma(copy.luma, theirs);
    // A wrong frame; what is flat has no correlation at all and can be compared.
    if (correlation < MIN_CORRELATION && correlation !== 0) continue;
    const scale = Math.abs(gain) > 0.25 ? gain : 1;
    count += 1;
    for (let i = 0; i < sum.length; i++) {
      const difference = (copy.luma[i]! - offset) / scale - theirs[i]!;
      sum[i]! += Math.max(-MAX_DIFFERENCE, Math.min(MAX_DIFFERENCE, difference));
    }
  }
  return count === 0 ? undefined : sum.map((value) => value / count);
}

const MIN_CORRELATION = 0.8;

/** How much of a pattern is in a difference, whose mean says nothing. */
function projection(difference: Float64Array, pattern: Float64Array): number {
  let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < difference.length; i++) {
    const [value, weight] = [difference[i]!, pattern[i]!];
    if (Number.isNaN(value)) continue;
    n += 1;
    x += weight;
    y += value;
    xx += weight * weight;
    xy += weight * value;
  }
  const spread = xx - (x * x) / n;
  return spread > 0 ? (xy - (x * y) / n) / spread : 0;
}
