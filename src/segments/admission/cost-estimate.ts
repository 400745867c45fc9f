/** Estimates what a second of media costs to encode, in slot-seconds, from recent costs; estimates decay with time. */

/** The weight of the past when another segment is recorded: a change of rendition shows after a few segments. */
const MEMORY = 0.8;
/**
 * A shorter segment counts as one second, the shortest segment duration that can be configured. Most of the cost of a
 * one-frame clip is starting a process, and no viewer needs fifty of those per second.
 */
const SHORTEST_SECONDS = 1;
/** While nothing is recorded, the difference between an estimate and its guess halves in this time. */
const HALF_LIFE_MS = 60_000;

/** The range of costs, in slot-seconds per second of media. */
export interface CostRange {
  /** Before anything was measured. */
  readonly guess: number;
  readonly max: number;
}

/** What one viewer needs to go on playing, in slots. */
export class ViewerCost {
  readonly #range: CostRange;
  #spentMs: number;
  #seconds: number;
  #updatedAt: number;

  /** @param first the initial guess in slots, and its weight in seconds of media; zeros where nothing needs an encode. */
  constructor(range: CostRange, now: number, first: { guess: number; seconds: number }) {
    this.#range = range;
    this.#spentMs = first.guess * first.seconds * 1000;
    this.#seconds = first.seconds;
    this.#updatedAt = now;
  }

  /** Records slot-milliseconds and the seconds of media they were spent on; 0 seconds for what goes with other media. */
  record(spentMs: number, seconds: number, now: number): void {
    const weight = seconds > 0 ? MEMORY : 1;
    this.#spentMs = this.#spentMs * weight + spentMs;
    this.#seconds = this.#seconds * weight + countedSeconds(seconds);
    if (seconds > 0) this.#updatedAt = now;
  }

  /** The estimate in slots. Above the guess it decays to the guess while nothing is recorded. */
  at(now: number): number {
    const { guess, max } = this.#range;
    const cost = costOf(this.#spentMs, this.#seconds, max);
    return cost > guess ? decayed(cost, guess, now - this.#updatedAt) : cost;
  }
}

/** What a viewer without measurements is assumed to need: what other viewers needed recently. */
export class TypicalCost {
  readonly #range: CostRange;
  #cost: number;
  #updatedAt = 0;

  constructor(range: CostRange) {
    this.#range = range;
    this.#cost = range.guess;
  }

  record(spentMs: number, seconds: number, now: number): void {
    const cost = costOf(spentMs, countedSeconds(seconds), this.#range.max);
    this.#cost = MEMORY * this.at(now) + (1 - MEMORY) * cost;
    this.#updatedAt = now;
  }

  /** The estimate in slots. */
  at(now: number): number {
    return decayed(this.#cost, this.#range.guess, now - this.#updatedAt);
  }
}

function countedSeconds(seconds: number): number {
  return seconds > 0 ? Math.max(seconds, SHORTEST_SECONDS) : 0;
}

function costOf(spentMs: number, seconds: number, max: number): number {
  return seconds > 0 ? Math.min(max, spentMs / seconds / 1000) : 0;
}

function decayed(cost: number, guess: number, passedMs: number): number {
  return guess + (cost - guess) * 2 ** (-passedMs / HALF_LIFE_MS);
}
