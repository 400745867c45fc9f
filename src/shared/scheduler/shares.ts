/** What each client holds of a lane and when it was served last, and who is next by that. */
import { LRUCache } from 'lru-cache';
import { clientsOf, type Waiter } from './waiter.js';

/** Clients that need something within the same so many milliseconds take turns. */
const DUE_STEP_MS = 1000;

/**
 * What a client had waiting when it was served is due no sooner than this after that turn, like what it would ask for
 * now: else one that asks for a hundred things at once, all of them overdue soon, would come before others a hundred times.
 */
const NEXT_OWN_TURN_MS = 4000;

/** Of how many clients it is remembered when they were served last; others count as never served. */
const MOST_REMEMBERED = 1000;

type Placed = Pick<Waiter, 'client' | 'urgency' | 'arrivedTurn'>;

/** A waiter, and the client in whose turn it is served. */
export interface Turn<T> {
  readonly waiter: T;
  readonly client: string;
}

export class Shares {
  readonly #clock: () => number;
  /** How many slots each client holds; no entry for none. */
  readonly #held = new Map<string, number>();
  readonly #served = new LRUCache<string, { readonly turn: number; readonly at: number }>({
    max: MOST_REMEMBERED,
  });
  #turn = 0;

  /** @param clock milliseconds of the clock that work is due by. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** How many turns were given. */
  get turn(): number {
    return this.#turn;
  }

  take(client: string): void {
    this.#turn += 1;
    this.#served.set(client, { turn: this.#turn, at: this.#clock() });
    this.#held.set(client, (this.#held.get(client) ?? 0) + 1);
  }

  giveBack(client: string): void {
    const left = (this.#held.get(client) ?? 1) - 1;
    if (left > 0) this.#held.set(client, left);
    else this.#held.delete(client);
  }

  /**
   * Of each client what it needs soonest; of those what is for the client that holds the fewest slots, needs it soonest
   * and was served longest ago; then what came first. Work of several clients is served in the best of their turns.
   * @param waiters in order of arrival.
   */
  next<T extends Placed>(waiters: Iterable<T>): Turn<T> | undefined {
    let next: (Turn<T> & { readonly rank: readonly number[] }) | undefined;
    for (const turn of firstOfEachClient(waiters)) {
      const rank = this.#rankOf(turn);
      if (!next || isBefore(rank, next.rank)) next = { ...turn, rank };
    }
    return next;
  }

  /** Compared number by number: the lower one is before the other. */
  #rankOf({ waiter: { urgency, arrivedTurn }, client }: Turn<Placed>): readonly number[] {
    const served = this.#served.peek(client);
    const isBehindOwn = served !== undefined && served.turn > arrivedTurn;
    const dueAt = isBehindOwn ? Math.max(urgency.dueAt, served.at + NEXT_OWN_TURN_MS) : urgency.dueAt;
    return [this.#held.get(client) ?? 0, stepOf(dueAt), served?.turn ?? 0];
  }
}

/** What each client needs soonest, to the second, in order of arrival. Bounded by the length of the queue. */
function firstOfEachClient<T extends Placed>(waiters: Iterable<T>): Turn<T>[] {
  const firsts = new Map<string, T>();
  const turns: Turn<T>[] = [];
  for (const waiter of waiters) {
    for (const client of clientsOf(waiter)) {
      const first = firsts.get(client);
      if (first && stepOf(first.urgency.dueAt) <= stepOf(waiter.urgency.dueAt)) continue;
      firsts.set(client, waiter);
      turns.push({ waiter, client });
    }
  }
  return turns.filter(({ waiter, client }) => firsts.get(client) === waiter);
}

function stepOf(dueAt: number): number {
  return Math.floor(dueAt / DUE_STEP_MS);
}

function isBefore(rank: readonly number[], other: readonly number[]): boolean {
  const differing = rank.findIndex((value, i) => value !== other[i]);
  return differing !== -1 && rank[differing]! < other[differing]!;
}
