/** What a second of media costs to make, in slot-seconds: learnt from what was spent of late, and forgotten with time. */

/** What is left of the past when another segment is noted: a change of rendition shows after a few. */
const MEMORY = 0.8;
/**
 * A shorter segment counts as one of a second, the least that segments can be set to: most of what a clip of one frame
 * costs is starting a process, and no viewer needs fifty of them a second.
 */
const SHORTEST_SECONDS = 1;
/** After so long with nothing noted, half of what an estimate differs by from the guess is forgotten. */
const HALF_LIFE_MS = 60_000;

/** A range that costs are taken to be in, in slot-seconds to a second of media. */
export interface CostRange {
  /** Before anything was measured. */
  readonly guess: number;
  readonly most: number;
}

/** What one viewer needs to go on playing. */
export class ViewerCost {
  readonly #range: CostRange;
  #spentMs: number;
  #seconds: number;
  #updatedAt: number;

  /** @param guess what it is taken to need at first; nothing where nothing has to be made. */
  constructor(range: CostRange, now: number, { guess, seconds }: { guess: number; seconds: number }) {
    this.#range = range;
    this.#spentMs = guess * seconds * 1000;
    this.#seconds = seconds;
    this.#updatedAt = now;
  }

  /** Notes slot-milliseconds and the seconds they were spent on; 0 seconds for what goes with them. */
  note(spentMs: number, seconds: number, now: number): void {
    const kept = seconds > 0 ? MEMORY : 1;
    this.#spentMs = this.#spentMs * kept + spentMs;
    this.#seconds = this.#seconds * kept + countedSeconds(seconds);
    if (seconds > 0) this.#updatedAt = now;
  }

  /** In slots. What is above the guess falls to it while nothing is noted. */
  at(now: number): number {
    const { guess, most } = this.#range;
    const cost = costOf(this.#spentMs, this.#seconds, most);
    return cost > guess ? fading(cost, guess, now - this.#updatedAt) : cost;
  }
}

/** What a viewer of whom nothing is known is taken to need: what others did of late. */
export class UsualCost {
  readonly #range: CostRange;
  #cost: number;
  #updatedAt = 0;

  constructor(range: CostRange) {
    this.#range = range;
    this.#cost = range.guess;
  }

  note(spentMs: number, seconds: number, now: number): void {
    const cost = costOf(spentMs, countedSeconds(seconds), this.#range.most);
    this.#cost = MEMORY * this.at(now) + (1 - MEMORY) * cost;
    this.#updatedAt = now;
  }

  /** In slots. */
  at(now: number): number {
    return fading(this.#cost, this.#range.guess, now - this.#updatedAt);
  }
}

function countedSeconds(seconds: number): number {
  return seconds > 0 ? Math.max(seconds, SHORTEST_SECONDS) : 0;
}

function costOf(spentMs: number, seconds: number, most: number): number {
  return seconds > 0 ? Math.min(most, spentMs / seconds / 1000) : 0;
}

function fading(cost: number, guess: number, passedMs: number): number {
  return guess + (cost - guess) * 2 ** (-passedMs / HALF_LIFE_MS);
}
