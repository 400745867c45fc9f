/** What each client holds of a lane and when it was served last, and what place in the queue follows from that. */
import { LRUCache } from 'lru-cache';
import { clientsOf, type Waiter } from './scheduler-waiter.js';

/** Clients that need something within the same so many milliseconds take turns. */
const DUE_STEP_MS = 1000;

/**
 * What a client had waiting when it was served is due no sooner than this after that turn, like what it would ask for
 * now: else one that asks for a hundred things at once, all of them overdue soon, would come before others a hundred times.
 */
const NEXT_OWN_TURN_MS = 4000;

/** Of how many clients it is remembered when they were served last; others count as never served. */
const MOST_REMEMBERED = 1000;

/** A place in the queue: compared number by number, the lower one is before the other. */
export interface Place {
  /** In whose turn the work is served. */
  readonly client: string;
  readonly rank: readonly number[];
}

type Placed = Pick<Waiter, 'owner' | 'urgency' | 'arrivedTurn'>;

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

  /** The best place that a waiter has by any of its clients: who joins the work of another makes it no later. */
  placeOf(waiter: Placed): Place {
    const [first = waiter.owner, ...others] = clientsOf(waiter);
    return others.reduce<Place>(
      (best, client) => {
        const place = this.#placeBy(waiter, client);
        return isBefore(place, best) ? place : best;
      },
      this.#placeBy(waiter, first),
    );
  }

  /** Who holds the fewest slots; of those whoever needs it soonest; of those whoever was served longest ago. */
  #placeBy({ urgency, arrivedTurn }: Placed, client: string): Place {
    const served = this.#served.peek(client);
    const isBehindOwn = served !== undefined && served.turn > arrivedTurn;
    const dueAt = isBehindOwn ? Math.max(urgency.dueAt, served.at + NEXT_OWN_TURN_MS) : urgency.dueAt;
    const rank = [this.#held.get(client) ?? 0, Math.floor(dueAt / DUE_STEP_MS), served?.turn ?? 0];
    return { client, rank };
  }
}

/** Whether a place is before another, and not as good. */
export function isBefore({ rank }: Place, other: Place): boolean {
  const differing = rank.findIndex((value, i) => value !== other.rank[i]);
  return differing !== -1 && rank[differing]! < other.rank[differing]!;
}
