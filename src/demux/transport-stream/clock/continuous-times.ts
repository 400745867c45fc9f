import type { EpochRun } from '../units/unit-table.js';
import type { ProgrammeClock } from './programme-clock.js';

/** The times of one track, NaN where none is stored, and the epochs that they are of. */
interface TrackTimes {
  /** Changed. */
  readonly times: Float64Array;
  readonly epochs: readonly EpochRun[];
  /** From one unit to the next, usually, in ticks. */
  readonly interval: number;
}

/** The times of a track in an epoch: [first, end). */
interface Stretch {
  readonly first: number;
  readonly end: number;
}

/**
 * Lets the first epoch of the clock begin at 0, and each other where the one before it ends, by one and the same shift for all tracks: that of the first
 * track which has both. Times of epochs that nothing confirms become NaN.
 * @param tracks video first. @returns by how many ticks each epoch is later on the one timeline; undefined for those that are not believed.
 */
export function continuousTimes(
  clock: ProgrammeClock,
  tracks: readonly TrackTimes[],
): readonly (number | undefined)[] {
  const stretches = tracks.map((track) => stretchesOf(track));
  const shifts: (number | undefined)[] = [];
  let before: number | undefined;
  for (let epoch = 0; epoch < clock.epochCount; epoch++) {
    if (!clock.isConfirmed(epoch) || stretches.every((of) => !of.has(epoch))) continue;
    const shift =
      before === undefined ? -startOf(stretches, epoch) : shifts[before]! + seam(stretches, before, epoch);
    shifts[epoch] = shift;
    before = epoch;
  }
  for (const track of tracks) shiftTimes(track, shifts);
  return shifts;
}

function stretchesOf({ times, epochs, interval }: TrackTimes): Map<number, Stretch> {
  const found = new Map<number, Stretch>();
  for (const [i, { first: from, epoch }] of epochs.entries()) {
    let { first, end } = found.get(epoch) ?? {
      first: Number.POSITIVE_INFINITY,
      end: Number.NEGATIVE_INFINITY,
    };
    const to = epochs[i + 1]?.first ?? times.length;
    for (let unit = from; unit < to; unit++) {
      const time = times[unit]!;
      if (time < first) first = time;
      if (time + interval > end) end = time + interval;
    }
    found.set(epoch, { first, end });
  }
  return found;
}

/** How much later the times of `epoch` are than those of the one before. */
function seam(stretches: readonly Map<number, Stretch>[], before: number, epoch: number): number {
  const shared = stretches.find((of) => of.has(before) && of.has(epoch));
  if (shared) return shared.get(before)!.end - shared.get(epoch)!.first;
  const ends = stretches.map((of) => of.get(before)?.end ?? Number.NEGATIVE_INFINITY);
  return Math.max(...ends) - startOf(stretches, epoch);
}

function startOf(stretches: readonly Map<number, Stretch>[], epoch: number): number {
  return Math.min(...stretches.map((of) => of.get(epoch)?.first ?? Number.POSITIVE_INFINITY));
}

function shiftTimes({ times, epochs }: TrackTimes, shifts: readonly (number | undefined)[]): void {
  for (const [i, { first, epoch }] of epochs.entries()) {
    const shift = shifts[epoch] ?? Number.NaN;
    if (shift === 0) continue;
    const end = epochs[i + 1]?.first ?? times.length;
    for (let unit = first; unit < end; unit++) times[unit]! += shift;
  }
}
