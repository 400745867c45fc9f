/** Requests that wait for one host, which has a bound at once and in each second. */
import { FairLanes, type Place } from './fair-lanes.js';

/** At once. */
export const MAX_CONNECTIONS = 16;
/** In a second: a host that an ad server names gets no more from here, however many viewers there are. */
export const MAX_IN_SECOND = 500;
const SECOND_MS = 1000;

export class HostTurns<Job extends Place> {
  readonly #lanes = new FairLanes<Job>();
  readonly #now: () => number;
  #running = 0;
  #second = { startMs: Number.NEGATIVE_INFINITY, count: 0 };

  /** @param now milliseconds from any fixed moment. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** In how many milliseconds it may be forgotten: not while its requests of this second count. Undefined where there is something left of it. */
  get idleInMs(): number | undefined {
    return this.#running === 0 && this.#lanes.isEmpty ? this.#secondEndsInMs : undefined;
  }

  /** In how many milliseconds a request may start: 0 for now; undefined where none waits, or as many as may are running. */
  get startsInMs(): number | undefined {
    if (!this.#lanes.hasReady || this.#running >= MAX_CONNECTIONS) return undefined;
    return this.#second.count >= MAX_IN_SECOND ? this.#secondEndsInMs : 0;
  }

  /** Of whom something waits that may be requested next. */
  get tenants(): Iterable<string> {
    return this.#lanes.tenants;
  }

  add(job: Job): void {
    this.#lanes.add(job);
  }

  /** The next of a tenant that may start now: call `ended` for it, and `again` or `done`. Undefined if there is none. */
  start(tenant: string): Job | undefined {
    if (this.startsInMs !== 0) return undefined;
    const job = this.#lanes.take(tenant);
    if (!job) return undefined;
    if (this.#secondEndsInMs === 0) this.#second = { startMs: this.#now(), count: 0 };
    this.#second.count++;
    this.#running++;
    return job;
  }

  /** One that was started is not running any more. */
  ended(): void {
    this.#running--;
  }

  /** It waits once more, before the others of its lane. */
  again(job: Job): void {
    this.#lanes.again(job);
  }

  /** It is over: the next of its lane may start. */
  done(job: Job): void {
    this.#lanes.done(job);
  }

  /** Takes out all that wait. */
  clear(): readonly Job[] {
    return this.#lanes.clear();
  }

  get #secondEndsInMs(): number {
    return Math.max(0, this.#second.startMs + SECOND_MS - this.#now());
  }
}
