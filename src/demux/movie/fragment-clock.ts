/** The clock of fragments where it has counted for so long that its ticks are no exact numbers any more. */
import { type Box, readTfdt } from '../../isobmff/index.js';

/** Half of the largest exact number, so that what follows the first fragment is exact as well. */
const MAX_TICKS = Number.MAX_SAFE_INTEGER / 2;
/** Left of the clock, in seconds: no track may come before 0, where edit lists hide samples. Some 12 days. */
const SECONDS_LEFT = 2 ** 20;
/** A clock that counts from 1601 is at a fifth of this. What is beyond is no clock, and too late to be played. */
const LATEST_SECONDS = 2 ** 36;

/** Takes the same seconds off the times of all tracks, and none where all are exact. */
export class FragmentClock {
  readonly #finest: number;
  #since: number | undefined;

  /**
   * @param timescales of all tracks, in ticks per second, at least 1
   * @param since what was taken off in an earlier look at the file, in seconds
   */
  constructor(timescales: readonly number[], since?: number) {
    this.#finest = Math.max(1, ...timescales);
    this.#since = since;
  }

  /** What is taken off, in seconds; known once a time was read. */
  get since(): number {
    return this.#since ?? 0;
  }

  /** The decode time that the box states, in ticks. */
  read(tfdt: Box, timescale: number): number {
    this.#since ??= this.#sinceOf(readTfdt(tfdt) / timescale);
    return readTfdt(tfdt, BigInt(this.#since) * BigInt(timescale));
  }

  #sinceOf(firstSeconds: number): number {
    if (firstSeconds * this.#finest < MAX_TICKS || firstSeconds > LATEST_SECONDS) return 0;
    return Math.max(0, Math.floor(firstSeconds) - SECONDS_LEFT);
  }
}
