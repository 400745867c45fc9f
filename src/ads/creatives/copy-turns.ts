/**
 * When creatives are copied: an ad server that chooses slow ones, many, or another one for each impression takes the turns of no other.
 * Whose a creative is says the ad tag, which is the site's own: an ad server can name creatives at any number of hosts.
 */
import { LRUCache } from 'lru-cache';
import { Semaphore } from '../../shared/semaphore.js';

export interface CopyTurnsOptions {
  /** How many new ones of one ad server are copied in an hour; of all together twice as many. */
  readonly maxNew?: number;
  /** Milliseconds from any fixed moment. */
  readonly now?: () => number;
}

/** Of one ad server; there are twice as many of all. */
export const MAX_AT_ONCE = 4;
/** Of one ad server, those that wait for their turn included. */
const MAX_UNFINISHED = 40;
const MAX_NEW = 200;
const HOUR_MS = 60 * 60_000;
/** One that is forgotten begins with all of its turns. */
const MAX_SERVERS = 1000;
const STAYING = new AbortController().signal;

/** Why a creative is not copied now. */
export type CopyRefusal = 'too many new ones within an hour' | 'too many are copied already';

export class CopyTurns {
  readonly #maxNew: number;
  readonly #now: () => number;
  readonly #all: Hour;
  readonly #servers = new LRUCache<string, ServerTurns>({ max: MAX_SERVERS });

  constructor({ maxNew = MAX_NEW, now = () => performance.now() }: CopyTurnsOptions = {}) {
    this.#maxNew = maxNew;
    this.#now = now;
    this.#all = new Hour(2 * maxNew);
  }

  /** Why another may not be copied; undefined where it may. @param server the host of the ad tag, here as below. */
  refusal(server: string): CopyRefusal | undefined {
    const now = this.#now();
    const { hour, unfinished } = this.#of(server);
    if (unfinished >= MAX_UNFINISHED) return 'too many are copied already';
    if (!hour.hasRoom(now) || !this.#all.hasRoom(now)) return 'too many new ones within an hour';
    return undefined;
  }

  /** Another is copied: one that there was no room for is not counted. */
  count(server: string): void {
    this.#of(server).hour.count();
    this.#all.count();
  }

  /** Copies when it is the turn of the server. @throws what `copy` throws. */
  async run<T>(server: string, copy: () => Promise<T>): Promise<T> {
    const own = this.#of(server);
    own.unfinished += 1;
    try {
      await own.turns.acquire(STAYING);
      return await copy().finally(() => own.turns.release());
    } finally {
      own.unfinished -= 1;
    }
  }

  #of(server: string): ServerTurns {
    const known = this.#servers.get(server);
    if (known) return known;
    const own = { turns: new Semaphore(MAX_AT_ONCE), hour: new Hour(this.#maxNew), unfinished: 0 };
    this.#servers.set(server, own);
    return own;
  }
}

interface ServerTurns {
  readonly turns: Semaphore;
  readonly hour: Hour;
  unfinished: number;
}

/** Counts within an hour, which begins with the first. */
class Hour {
  readonly #most: number;
  #since = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  hasRoom(now: number): boolean {
    if (now - this.#since >= HOUR_MS) [this.#since, this.#count] = [now, 0];
    return this.#count < this.#most;
  }

  count(): void {
    this.#count += 1;
  }
}
