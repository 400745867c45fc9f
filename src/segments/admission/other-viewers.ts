/** The viewers of other processes, as those last said. Bounded, and pure but for the clock. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PlaybackLane } from '../../shared/scheduler/scheduler.js';

/** A viewer as processes tell each other of it. Names contain addresses, so they are hashed. */
export interface ToldViewer {
  /** From `toldName`. */
  readonly viewer: string;
  readonly client: string;
  readonly lane: PlaybackLane;
  /** What it needs. */
  readonly slots: number;
}

/** Twice what one process admits. */
const MAX_VIEWERS = 20_000;

/** 16 characters that stand for the name of a viewer or a client. */
export function toldName(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 16);
}

interface OtherViewer extends ToldViewer {
  /** The processes at which it plays, each with when that is no longer known. */
  readonly nodes: ReadonlyMap<string, number>;
}

export class OtherViewers {
  readonly #viewers: LRUCache<string, OtherViewer>;
  readonly #keptMs: number;
  readonly #clock: () => number;

  /**
   * @param keptMs how long what a process has said is true, unless it says it again.
   * @param clock milliseconds from any fixed moment.
   */
  constructor(keptMs: number, clock = () => performance.now()) {
    this.#keptMs = keptMs;
    this.#clock = clock;
    const time = { ttl: keptMs, ttlResolution: 0, perf: { now: clock } };
    this.#viewers = new LRUCache({ max: MAX_VIEWERS, ...time });
  }

  /** Takes over what a process says of some of its viewers. */
  learn(node: string, viewers: readonly ToldViewer[]): void {
    const now = this.#clock();
    for (const told of viewers) {
      const known = [...(this.#viewers.get(told.viewer)?.nodes ?? [])].filter(([, until]) => until > now);
      const nodes = new Map(known).set(node, now + this.#keptMs);
      this.#viewers.set(told.viewer, { ...told, nodes });
    }
  }

  /** Whether a viewer plays at another process, by its name here. */
  has(viewer: string): boolean {
    return this.#viewers.size > 0 && this.#viewers.has(toldName(viewer));
  }

  /** At how many other processes a viewer plays, by its name in messages. */
  placesOf(viewer: string): number {
    const now = this.#clock();
    let places = 0;
    for (const until of this.#viewers.get(viewer)?.nodes.values() ?? []) if (until > now) places += 1;
    return places;
  }

  /** Those in a lane, without those of the client and those that are also here. @param here by their names in messages. */
  needs(lane: PlaybackLane, client: string, here: ReadonlySet<string>): readonly ToldViewer[] {
    if (this.#viewers.size === 0) return [];
    const own = toldName(client);
    return [...this.#viewers.values()].filter(
      (other) => other.lane === lane && other.client !== own && !here.has(other.viewer),
    );
  }
}
