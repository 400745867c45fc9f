/** The frames that the pieces of an edited track present. */
import { durationUnsupported, editListUnsupported } from '../refusals.js';
import { firstAtOrAfter } from '../sorted-search.js';
import type { FrameRuns } from '../track.js';
import type { Piece } from './pieces.js';

/** How many more frames than it has a track may present by repeating them. */
const MAX_REPEATED = 1_000_000;

/** The frames of one piece: [from, to) of all, in presentation order. */
interface Part {
  readonly from: number;
  readonly to: number;
  /** When the first of them is presented, in ticks of the media. */
  readonly start: number;
  /** Seconds of media in a second; 1 for a single picture that stands still. */
  readonly rate: number;
}

/**
 * A frame belongs to a piece if it begins in it, as in all players. Where none does, the frame before stands for all of it.
 * @param order all frames that can be decoded, in presentation order. @param times of all samples, in ticks of the media.
 * @param rounding by how many ticks of the media edits may be too long: a frame that begins so late in a piece is not meant.
 * @throws OnplayError `master_edit_list_unsupported` for too many frames, `master_duration_unsupported` for none.
 */
export function partsOf(
  order: Uint32Array,
  times: Float64Array,
  pieces: readonly Piece[],
  rounding: number,
): readonly Part[] {
  if (order.length === 0) throw durationUnsupported();
  const sorted = { length: order.length, timeAt: (i: number) => times[order[i]!]! };
  const parts = pieces.map(({ mediaStart, mediaEnd, start, rate }): Part => {
    const from = firstAtOrAfter(sorted, mediaStart);
    const to = rate === 0 ? from : firstAtOrAfter(sorted, mediaEnd - rounding);
    if (to > from) return { from, to, start: start + (sorted.timeAt(from) - mediaStart) / rate, rate };
    const standing = Math.max(0, firstAtOrAfter(sorted, mediaStart + 1) - 1);
    return { from: standing, to: standing + 1, start, rate: 1 };
  });
  if (framesIn(parts) > order.length + MAX_REPEATED) throw editListUnsupported('repeats too much media');
  return parts;
}

/**
 * The presented samples in presentation order, and their times.
 * @param times of all samples, in ticks of the timeline. @param factor ticks of the timeline in one of the media.
 */
export function editedFrames(
  parts: readonly Part[],
  order: Uint32Array,
  times: Float64Array,
  factor: number,
): { readonly frames: Uint32Array; readonly runs: FrameRuns } {
  const frames = new Uint32Array(framesIn(parts));
  const firsts = new Uint32Array(parts.length);
  let at = 0;
  parts.forEach(({ from, to }, i) => {
    firsts[i] = at;
    frames.set(order.subarray(from, to), at);
    at += to - from;
  });
  const shifts = parts.map(({ from, start, rate }) => start * factor - times[order[from]!]! / rate);
  const rates = parts.map(({ rate }) => rate);
  return { frames, runs: { firsts, shifts: Float64Array.from(shifts), rates: Float64Array.from(rates) } };
}

function framesIn(parts: readonly Part[]): number {
  return parts.reduce((sum, { from, to }) => sum + to - from, 0);
}
