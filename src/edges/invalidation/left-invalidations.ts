/**
 * Invalidations that a process left with an edge that was not notified yet: when it is gone, also with its disk, one of the others goes
 * on with each, as the process itself would after a restart.
 */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { RedisLink, Roster } from '../../redis/index.js';
import type { Receipt } from './receipt.js';

interface LeftInvalidationsOptions {
  readonly link: Pick<RedisLink, 'attempt' | 'isUp' | 'key' | 'node'>;
  readonly roster: Pick<Roster, 'others'>;
  /** Goes on with an invalidation, as this process's own from now on; false if it is that already. */
  readonly takeOver: (receipt: Receipt) => boolean;
  readonly log: Logger;
  /** Aborts when the server shuts down. */
  readonly shutdownSignal: AbortSignal;
  /** How long a process has to be gone: a restart with the same disk goes on itself. */
  readonly graceMs?: number;
  /** Between two looks at who is there. */
  readonly lookMs?: number;
}

/** The last state that another process told of. */
interface Told {
  readonly receipt: Receipt;
  readonly from: string;
  /** Since when that process has not been seen, on the monotonic clock; undefined while it is there. */
  goneSince: number | undefined;
}

const GRACE_MS = 60_000;
const LOOK_MS = 5000;
/** As many as a process keeps receipts. */
const MAX_TOLD = 10_000;
/** Longer than the one who goes on takes to say so. */
const CLAIM_MS = 60_000;

export class LeftInvalidations {
  readonly #options: LeftInvalidationsOptions;
  /** Those in progress, by id. */
  readonly #told = new LRUCache<string, Told>({ max: MAX_TOLD });

  constructor(options: LeftInvalidationsOptions) {
    this.#options = options;
  }

  /** Another process has told of the state of its receipt. */
  note(receipt: Receipt, from: string): void {
    if (receipt.state === 'under way') this.#told.set(receipt.id, { receipt, from, goneSince: undefined });
    else this.#told.delete(receipt.id);
  }

  /** Looks for what was left from now on, until the server shuts down. */
  begin(): void {
    const { lookMs = LOOK_MS, shutdownSignal } = this.#options;
    const timer = setInterval(() => this.#look(), lookMs).unref();
    shutdownSignal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  #look(): void {
    const { link, roster, graceMs = GRACE_MS } = this.#options;
    // Without Redis no process is seen.
    if (!link.isUp) return;
    const there = new Set([link.node, ...roster.others]);
    const now = performance.now();
    for (const [id, told] of [...this.#told.entries()]) {
      told.goneSince = there.has(told.from) ? undefined : (told.goneSince ?? now);
      if (told.goneSince === undefined || now - told.goneSince < graceMs) continue;
      // The process that goes on with it says so; else it is looked at again.
      told.goneSince = now;
      void this.#claim(id, told.receipt);
    }
  }

  /** The first of the processes goes on, and tells the others of its receipt. */
  async #claim(id: string, receipt: Receipt): Promise<void> {
    const { link, takeOver, log } = this.#options;
    const key = link.key(`invalidation:${id}`);
    const claimed = await link.attempt((redis) => redis.set(key, link.node, 'PX', CLAIM_MS, 'NX'));
    if (claimed !== 'OK') return;
    this.#told.delete(id);
    if (takeOver(receipt))
      log.warn({ invalidation: id }, 'an invalidation goes on that another process has left');
  }
}
