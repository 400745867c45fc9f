/** Fair shares of a lane: how many slots each client holds, when it was last granted one, and which waiter is next. */
import { LRUCache } from 'lru-cache';
import { clientsOf, type Waiter } from './waiter.js';

/** Deadlines in the same step of this length count as equal, so that the client served longest ago goes first. */
const DUE_STEP_MS = 1000;

/**
 * A job that was already queued when its client was last granted a slot is due no sooner than this after that grant, like
 * a job the client would submit now. Otherwise the hundred jobs of a client that submits them at once, all overdue soon,
 * would each go ahead of other clients.
 */
const NEXT_GRANT_MS = 4000;

/** For how many clients the last grant is remembered; others count as never served. */
const MAX_REMEMBERED = 1000;

type Placed = Pick<Waiter, 'client' | 'urgency' | 'grantsOnArrival'>;

/** A waiter, and the client that is charged for the slot if it is granted. */
export interface Candidate<T> {
  readonly waiter: T;
  readonly client: string;
}

/** The shares of one lane, which reports every slot that it grants and that is released. */
export class Shares {
  readonly #clock: () => number;
  /** How many slots each client holds; no entry for none. */
  readonly #held = new Map<string, number>();
  readonly #served = new LRUCache<string, { readonly grant: number; readonly at: number }>({
    max: MAX_REMEMBERED,
  });
  #grants = 0;

  /** @param clock the clock of deadlines, in milliseconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** How many slots have been granted so far. */
  get grants(): number {
    return this.#grants;
  }

  /** How many slots `client` holds. */
  heldBy(client: string): number {
    return this.#held.get(client) ?? 0;
  }

  /** Records that a slot was granted to `client`. */
  acquire(client: string): void {
    this.#grants += 1;
    this.#served.set(client, { grant: this.#grants, at: this.#clock() });
    this.#held.set(client, this.heldBy(client) + 1);
  }

  /** Records that `client` released a slot. */
  release(client: string): void {
    const left = (this.#held.get(client) ?? 1) - 1;
    if (left > 0) this.#held.set(client, left);
    else this.#held.delete(client);
  }

  /**
   * The next waiter to grant a slot. The candidates are the most urgent waiter of each client; of these the client wins
   * that holds the fewest slots, then the one with the earliest deadline, then the one served longest ago, then the first
   * to arrive. A waiter of several clients takes the best rank among them.
   * @param waiters in order of arrival.
   */
  next<T extends Placed>(waiters: Iterable<T>): Candidate<T> | undefined {
    let next: (Candidate<T> & { readonly rank: readonly number[] }) | undefined;
    for (const candidate of mostUrgentOfEachClient(waiters)) {
      const rank = this.#rankOf(candidate);
      if (!next || isBefore(rank, next.rank)) next = { ...candidate, rank };
    }
    return next;
  }

  /** Compared element by element; the lower rank goes first. */
  #rankOf({ waiter: { urgency, grantsOnArrival }, client }: Candidate<Placed>): readonly number[] {
    const served = this.#served.peek(client);
    const wasOvertaken = served !== undefined && served.grant > grantsOnArrival;
    const dueAt = wasOvertaken ? Math.max(urgency.dueAt, served.at + NEXT_GRANT_MS) : urgency.dueAt;
    return [this.heldBy(client), stepOf(dueAt), served?.grant ?? 0];
  }
}

/** Each client's waiter with the earliest deadline, to the second, in order of arrival. Linear in the queue's length. */
function mostUrgentOfEachClient<T extends Placed>(waiters: Iterable<T>): Candidate<T>[] {
  const firsts = new Map<string, T>();
  const candidates: Candidate<T>[] = [];
  for (const waiter of waiters) {
    for (const client of clientsOf(waiter)) {
      const first = firsts.get(client);
      if (first && stepOf(first.urgency.dueAt) <= stepOf(waiter.urgency.dueAt)) continue;
      firsts.set(client, waiter);
      candidates.push({ waiter, client });
    }
  }
  return candidates.filter(({ waiter, client }) => firsts.get(client) === waiter);
}

function stepOf(dueAt: number): number {
  return Math.floor(dueAt / DUE_STEP_MS);
}

function isBefore(rank: readonly number[], other: readonly number[]): boolean {
  const differing = rank.findIndex((value, i) => value !== other[i]);
  return differing !== -1 && rank[differing]! < other[differing]!;
}
