/** Measures how many viewers a machine serves. */
import { type AudienceOptions, type Showing, show, wentWell } from './audience.js';

export interface Capacity {
  /** The largest number of viewers that all played without a stall; 0 if not even one did. */
  readonly viewers: number;
  /** The run with that many; undefined if there was none. */
  readonly showing: Showing | undefined;
  /** Whether one more was tried and was too many. */
  readonly bounded: boolean;
}

export interface CapacityOptions extends Omit<AudienceOptions, 'viewers' | 'untilStall'> {
  /** Where the search starts. */
  readonly guess: number;
  readonly maxTries: number;
  progress(line: string): void;
}

/** Searches for the largest number of viewers that can be served, until one more is known to be too many. */
export async function findCapacity({
  guess,
  maxTries,
  progress,
  ...options
}: CapacityOptions): Promise<Capacity> {
  let best: Showing | undefined;
  let viewers = Math.max(1, guess);
  let served = 0;
  let tooMany = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < maxTries && served + 1 < tooMany; tries++) {
    const showing = await show({ ...options, viewers, untilStall: true });
    const well = wentWell(showing.records);
    progress(
      `  ${viewers} viewers: ${well ? `none stalled, ${showing.mediaRate.toFixed(2)} s/s` : 'too many'}`,
    );
    if (well) {
      best = showing;
      served = viewers;
    } else tooMany = viewers;
    viewers = nextGuess(served, tooMany);
  }
  return { viewers: served, showing: best, bounded: tooMany === served + 1 };
}

/** One more until a number was too many; then closer to that number, as overload shows sooner than success. */
function nextGuess(served: number, tooMany: number): number {
  return Number.isFinite(tooMany) ? Math.max(1, Math.ceil((2 * tooMany + served) / 3) - 1) : served + 1;
}
