/** What is to be requested from one host: some requests at once, and so many in a second. */
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

  get isIdle(): boolean {
    return this.#running === 0 && this.#lanes.isEmpty;
  }

  /** In how many milliseconds a request may start: 0 for now; undefined where none waits, or as many as may are running. */
  get startsInMs(): number | undefined {
    if (!this.#lanes.hasReady || this.#running >= MAX_CONNECTIONS) return undefined;
    const endsInMs = this.#second.startMs + SECOND_MS - this.#now();
    return endsInMs > 0 && this.#second.count >= MAX_IN_SECOND ? endsInMs : 0;
  }

  add(job: Job): void {
    this.#lanes.add(job);
  }

  /** The next that may start now: call `end` with it. Undefined if there is none. */
  start(): Job | undefined {
    if (this.startsInMs !== 0) return undefined;
    const nowMs = this.#now();
    if (nowMs - this.#second.startMs >= SECOND_MS) this.#second = { startMs: nowMs, count: 0 };
    this.#second.count++;
    this.#running++;
    return this.#lanes.take();
  }

  end(job: Job): void {
    this.#running--;
    this.#lanes.done(job);
  }
}
