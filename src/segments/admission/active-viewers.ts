/** The viewers who play now: who they are, when each was last seen, and what it costs. Bounded. */
import { FairLru } from '../../shared/fair-lru.js';
import type { PlaybackLane } from '../../shared/scheduler/scheduler.js';
import type { ViewerCost } from './cost-estimate.js';
import { type ToldViewer, toldName } from './other-viewers.js';

/** A player with a full buffer requests a segment every few seconds; without one for this long it has left or paused. */
export const INACTIVE_AFTER_MS = 12_000;
/** When a client starts a new video, its other viewers that were silent for this long count as left. */
const LEFT_MS = 3000;
/** Beyond this, the client with the most viewers loses its least recently seen one. */
const MAX_VIEWERS = 10_000;

export interface Viewer {
  readonly client: string;
  readonly lane: PlaybackLane;
  readonly since: number;
  lastSeen: number;
  /** Its requests that are waiting now. */
  waiting: number;
  /** Its names in messages, once they are needed. */
  told?: Pick<ToldViewer, 'viewer' | 'client'>;
  readonly cost: ViewerCost;
}

export class ActiveViewers {
  readonly #viewers = new FairLru<Viewer>({ max: MAX_VIEWERS });
  readonly #clock: () => number;

  /** @param clock milliseconds from any fixed moment. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** A viewer by its name, whether it is still active or not. */
  find(name: string): Viewer | undefined {
    return this.#viewers.peek(name);
  }

  /** Whether the viewer of a name is active. */
  has(name: string): boolean {
    return this.#isActive(this.#viewers.peek(name));
  }

  /** Adds a viewer, in the place of one of the same name. */
  add(name: string, { client, lane, cost }: Pick<Viewer, 'client' | 'lane' | 'cost'>): void {
    const now = this.#clock();
    this.#viewers.delete(name);
    this.#viewers.add(client, name, { client, lane, since: now, lastSeen: now, waiting: 0, cost });
  }

  /** Records that a viewer sent a request. Returns whether it is known. */
  touch(name: string): boolean {
    const viewer = this.#viewers.get(name);
    if (viewer) viewer.lastSeen = this.#clock();
    return viewer !== undefined;
  }

  /** The active ones, the least recently seen first. */
  all(): Viewer[] {
    return [...this.#entries()].map(([, viewer]) => viewer);
  }

  /** The active ones, as other processes are told of them. */
  told(): ToldViewer[] {
    const now = this.#clock();
    return [...this.#entries()].map(([name, viewer]) => {
      viewer.told ??= { viewer: toldName(name), client: toldName(viewer.client) };
      return { ...viewer.told, lane: viewer.lane, slots: viewer.cost.at(now) };
    });
  }

  /**
   * Those of one client's viewers that go on playing beside a newcomer: those with a waiting request, and those that sent a
   * request after the client's next viewer had begun. A single one counts as left, since people go from one video to the
   * next; several mean that several players share the client.
   */
  stillPlayed(own: readonly Viewer[]): readonly Viewer[] {
    const leftAt = this.#clock() - LEFT_MS;
    const inOrder = own.toSorted((a, b) => a.since - b.since);
    const active = inOrder.filter(({ lastSeen, waiting }, i) => {
      const nextBegan = inOrder[i + 1]?.since ?? leftAt;
      return waiting > 0 || lastSeen > Math.max(leftAt, nextBegan);
    });
    return active.length > 1 ? active : [];
  }

  *#entries(): Generator<[name: string, viewer: Viewer]> {
    for (const entry of this.#viewers.entries()) if (this.#isActive(entry[1])) yield entry;
  }

  #isActive(viewer: Viewer | undefined): boolean {
    return viewer !== undefined && this.#clock() - viewer.lastSeen < INACTIVE_AFTER_MS;
  }
}
