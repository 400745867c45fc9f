import type { Master } from '../../stores/index.js';
import type { Asset } from '../asset.js';

/** From one look at a master that grows to the next: players ask for a playlist every few seconds. */
const SHORTEST_MS = 1000;
/** So that the looks at one master take at most a fifth of the time, however long one is. */
const PAUSE_PER_LOOK = 4;
/** A request does not wait for a look that takes longer, as at a long transport stream, which is read as a whole. */
const WORTH_WAITING_MS = 500;

/** The last look at a master. */
interface Look {
  readonly tookMs: number;
  /** When the next is due, by the clock. */
  readonly nextAt: number;
}

/** Decides when a master that grows is indexed again. */
export class GrowthLooks {
  readonly #clock: () => number;
  readonly #looks = new WeakMap<Asset, Look>();

  /** @param clock milliseconds from any fixed moment. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** @param tookMs how long the look took that the asset is of. */
  record(asset: Asset, tookMs: number): void {
    if (!asset.master.growth) return;
    const nextAt = this.#clock() + Math.max(SHORTEST_MS, PAUSE_PER_LOOK * tookMs);
    this.#looks.set(asset, { tookMs, nextAt });
  }

  /** The last look at an asset is that at another, which has the same index. */
  carryOver(from: Asset, to: Asset): void {
    const look = this.#looks.get(from);
    if (look) this.#looks.set(to, look);
  }

  /** Whether the next look is quick enough to be waited for, as the one that the asset is of was. */
  isWorthWaiting(asset: Asset): boolean {
    return (this.#looks.get(asset)?.tookMs ?? 0) < WORTH_WAITING_MS;
  }

  /** Whether there is more of the master than its asset is of, and it is time to look at it. */
  isDue(asset: Asset, { size, growth }: Master): boolean {
    const known = asset.master;
    if (!growth || (size === known.size && growth.isOver === known.growth?.isOver)) return false;
    return this.#clock() >= (this.#looks.get(asset)?.nextAt ?? 0);
  }
}
