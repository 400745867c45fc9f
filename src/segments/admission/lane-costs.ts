/** What viewers of each lane need, and what one of whom nothing was measured is assumed to need. */
import { LRUCache } from 'lru-cache';
import type { PlaybackLane } from '../../shared/scheduler/scheduler.js';
import { type CostRange, TypicalCost, ViewerCost } from './cost-estimate.js';

/** The weight of the initial guess of a viewer's cost, in seconds of media. */
const GUESSED_SECONDS = 4;
/** A client contributes to the typical cost at most this often, as one that plays does; faster requests weigh no more. */
const SAMPLE_INTERVAL_MS = 4000;
const MAX_SAMPLED_CLIENTS = 1000;
/** Slots a viewer needs before anything was measured: 720p on a small machine. */
const HEAVY_GUESS = 0.3;
/**
 * A newcomer is never assumed to need more than this share of the slots. Where active viewers need little, one newcomer
 * is always admitted, so that its real cost can be measured.
 */
const MAX_TYPICAL_SHARE = 0.5;
/** Audio: encoding four seconds takes some hundredths of a second, and longer only while other encodes run. */
const LIGHT_COST: CostRange = { guess: 0.02, max: 0.03 };

export class LaneCosts {
  readonly #ranges: Readonly<Record<PlaybackLane, CostRange>>;
  readonly #typical: Readonly<Record<PlaybackLane, TypicalCost>>;
  readonly #clock: () => number;
  /** When each client last contributed to the typical cost, by lane and client. */
  readonly #lastSampleAt = new LRUCache<string, number>({ max: MAX_SAMPLED_CLIENTS });

  /** @param slots for encodes of video; read each time. */
  constructor(slots: () => number, clock: () => number) {
    this.#clock = clock;
    this.#ranges = { heavy: upTo(slots), light: LIGHT_COST };
    const heavy = upTo(() => MAX_TYPICAL_SHARE * slots());
    this.#typical = { heavy: new TypicalCost(heavy), light: new TypicalCost(LIGHT_COST) };
  }

  /** What a newcomer is assumed to need, in slots. */
  typical(lane: PlaybackLane): number {
    return this.#typical[lane].at(this.#clock());
  }

  /** The cost of a newcomer, to begin with. */
  ofNewcomer(lane: PlaybackLane): ViewerCost {
    return this.#costFrom(lane, { guess: this.typical(lane), seconds: GUESSED_SECONDS });
  }

  /** The cost of a viewer who needed no encode until now. */
  ofCached(lane: PlaybackLane): ViewerCost {
    return this.#costFrom(lane, { guess: 0, seconds: 0 });
  }

  /** Lets what a client's media cost count for the next newcomers, once in an interval and lane. */
  sample(
    lane: PlaybackLane,
    client: string,
    { spentMs, seconds }: { spentMs: number; seconds: number },
  ): void {
    const now = this.#clock();
    const key = `${lane} ${client}`;
    if (now - (this.#lastSampleAt.get(key) ?? Number.NEGATIVE_INFINITY) < SAMPLE_INTERVAL_MS) return;
    this.#lastSampleAt.set(key, now);
    this.#typical[lane].record(spentMs, seconds, now);
  }

  #costFrom(lane: PlaybackLane, first: { guess: number; seconds: number }): ViewerCost {
    return new ViewerCost(this.#ranges[lane], this.#clock(), first);
  }
}

/** The costs of video, of which a viewer is never assumed to need more than `max`. */
function upTo(max: () => number): CostRange {
  return {
    get guess() {
      return Math.min(HEAVY_GUESS, max());
    },
    get max() {
      return max();
    },
  };
}
