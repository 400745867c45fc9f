/** Fair shares of a lane: how many slots each tenant and each client holds, when it was last granted one, and which waiter is next. */
import { tenantOfClient } from './client-name.js';
import { Grants } from './grants.js';
import { clientsOf, type Waiter } from './waiter.js';

/** Deadlines in the same step of this length count as equal, so that who was served longest ago goes first. */
const DUE_STEP_MS = 1000;

/**
 * A job that was already queued when its client, or its tenant, was last granted a slot is due no sooner than this after that grant,
 * like a job it would submit now. Otherwise the hundred jobs of a client that submits them at once, all overdue soon, would each go
 * ahead of other clients; and so would those of a hundred clients of a tenant.
 */
const NEXT_GRANT_MS = 4000;

type Placed = Pick<Waiter, 'client' | 'urgency' | 'grantsOnArrival'>;

/** A waiter, and the client that is charged for the slot if it is granted. */
export interface Candidate<T> {
  readonly waiter: T;
  readonly client: string;
}

/** Compared element by element; the lower rank goes first. */
type Rank = readonly number[];
type Ranked<T> = Candidate<T> & { readonly rank: Rank };

/** The shares of one lane, which reports every slot that it grants and that is released. */
export class Shares {
  readonly #clock: () => number;
  readonly #clients = new Grants();
  readonly #tenants = new Grants();
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
    return this.#clients.heldBy(client);
  }

  /** Records that a slot was granted to `client`. */
  acquire(client: string): void {
    this.#grants += 1;
    const grant = { grant: this.#grants, at: this.#clock() };
    this.#clients.acquire(client, grant);
    this.#tenants.acquire(tenantOfClient(client), grant);
  }

  /** Records that `client` released a slot. */
  release(client: string): void {
    this.#clients.release(client);
    this.#tenants.release(tenantOfClient(client));
  }

  /**
   * The next waiter to grant a slot. The candidates are the most urgent waiter of each client; of those of one tenant the client wins
   * that holds the fewest slots, then the one with the earliest deadline, then the one served longest ago, then the first
   * to arrive. Among tenants the same decides, of what each holds and when it was served. A waiter of several clients takes the best rank
   * among them.
   * @param waiters in order of arrival.
   */
  next<T extends Placed>(waiters: Iterable<T>): Candidate<T> | undefined {
    const ofTenants = new Map<string, Ranked<T>>();
    for (const candidate of mostUrgentOfEachClient(waiters)) {
      const tenant = tenantOfClient(candidate.client);
      const ranked = { ...candidate, rank: this.#rankOf(candidate, this.#clients, candidate.client) };
      ofTenants.set(tenant, better(ofTenants.get(tenant), ranked));
    }
    let next: Ranked<T> | undefined;
    for (const [tenant, candidate] of ofTenants)
      next = better(next, { ...candidate, rank: this.#rankOf(candidate, this.#tenants, tenant) });
    return next;
  }

  #rankOf({ waiter: { urgency, grantsOnArrival } }: Candidate<Placed>, grants: Grants, name: string): Rank {
    const served = grants.lastOf(name);
    const wasOvertaken = served !== undefined && served.grant > grantsOnArrival;
    const dueAt = wasOvertaken ? Math.max(urgency.dueAt, served.at + NEXT_GRANT_MS) : urgency.dueAt;
    return [grants.heldBy(name), stepOf(dueAt), served?.grant ?? 0];
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

/** The one with the lower rank; of equal ones the first. */
function better<T>(one: Ranked<T> | undefined, other: Ranked<T>): Ranked<T> {
  return one && !isBefore(other.rank, one.rank) ? one : other;
}

function isBefore(rank: Rank, other: Rank): boolean {
  const differing = rank.findIndex((value, i) => value !== other[i]);
  return differing !== -1 && rank[differing]! < other[differing]!;
}
