/**
 * Tracking URLs that wait to be requested: those of one ad from one host one after another, of all others some at once. Bounded in number, and shared
 * out among tenants. Nothing here waits for an answer but the queue itself.
 */
import { within } from '../../shared/deadline.js';
import { jittered } from '../../shared/outbox/backoff.js';
import type { Place } from './fair-lanes.js';
import { HostTurns } from './host-turns.js';

/** A URL to be requested. */
export interface TrackingJob extends Place {
  /** Of the URL, with its port. */
  readonly host: string;
}

/** What became of an attempt, where `again` may be tried again. */
export type AttemptOutcome = 'requested' | 'failed' | 'again';
/** `dropped`: not tried, or not once more, as too many wait or the server stops. */
export type TrackingOutcome = 'requested' | 'failed' | 'dropped';

interface TrackingQueueOptions<Job extends TrackingJob> {
  /** Settles soon after the signal aborts, and never rejects. */
  readonly attempt: (job: Job, signal: AbortSignal) => Promise<AttemptOutcome>;
  /** Called once for each job. */
  readonly onEnd: (job: Job, outcome: TrackingOutcome) => void;
  readonly retryDelaysMs?: readonly number[];
  /** Milliseconds from any fixed moment. */
  readonly now?: () => number;
}

/** Waiting, running, or waiting to be tried again. Each has up to some kilobytes. */
export const MAX_JOBS = 10_000;
/** A tenant that takes all that it may have leaves a quarter to the others. */
const MAX_OF_TENANT = 7500;
/** To all hosts. */
const MAX_RUNNING = 128;
/** After the first attempt, and after the second, which is the last but one. */
const RETRY_DELAYS_MS = [1000, 10_000];
const JITTER = { least: 0.8, most: 1.2 };

/** A job as it is handed around, with how often it was tried. */
interface Queued<Job> extends TrackingJob {
  readonly job: Job;
  attempts: number;
}

export class TrackingQueue<Job extends TrackingJob> {
  readonly #options: TrackingQueueOptions<Job>;
  readonly #now: () => number;
  readonly #hosts = new Map<string, HostTurns<Queued<Job>>>();
  /** Hosts of which a request may start now; first those whose turn is next. */
  readonly #startable = new Set<string>();
  /** Hosts for which a timer runs. */
  readonly #delayed = new Set<string>();
  readonly #ofTenants = new Map<string, number>();
  readonly #timers = new Map<NodeJS.Timeout, Queued<Job> | undefined>();
  readonly #closing = new AbortController();
  readonly #idle = Promise.withResolvers<void>();
  #jobs = 0;
  #running = 0;
  #isClosed = false;

  constructor(options: TrackingQueueOptions<Job>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Those that are not ended. */
  get size(): number {
    return this.#jobs;
  }

  add(job: Job): void {
    const ofTenant = this.#ofTenants.get(job.tenant) ?? 0;
    if (this.#isClosed || this.#jobs >= MAX_JOBS || ofTenant >= MAX_OF_TENANT) {
      this.#options.onEnd(job, 'dropped');
      return;
    }
    this.#jobs++;
    this.#ofTenants.set(job.tenant, ofTenant + 1);
    const { tenant, lane, host } = job;
    this.#enter({ tenant, lane, host, job, attempts: 0 });
  }

  /** Takes nothing more. Resolves when all has ended, and after `graceMs` at most; what is left then is dropped. */
  async close(graceMs: number): Promise<void> {
    this.#isClosed = true;
    for (const queued of this.#timers.values()) if (queued) this.#end(queued, 'dropped');
    if (this.#jobs > 0) await within(graceMs, this.#idle.promise);
    this.#closing.abort();
    for (const timer of this.#timers.keys()) clearTimeout(timer);
    this.#timers.clear();
  }

  #enter(queued: Queued<Job>): void {
    const host = this.#hosts.get(queued.host) ?? new HostTurns<Queued<Job>>(this.#now);
    this.#hosts.set(queued.host, host);
    host.add(queued);
    this.#consider(queued.host, host);
    this.#startAll();
  }

  /** Finds out when the host may be asked next. */
  #consider(name: string, host: HostTurns<Queued<Job>>): void {
    this.#startable.delete(name);
    const { startsInMs } = host;
    if (startsInMs === 0) this.#startable.add(name);
    else if (startsInMs !== undefined) this.#delay(name, host, startsInMs);
    else if (host.isIdle) this.#hosts.delete(name);
  }

  #delay(name: string, host: HostTurns<Queued<Job>>, ms: number): void {
    if (this.#delayed.has(name)) return;
    this.#delayed.add(name);
    this.#after(ms, undefined, () => {
      this.#delayed.delete(name);
      this.#consider(name, host);
      this.#startAll();
    });
  }

  #startAll(): void {
    for (const name of this.#startable) {
      if (this.#running >= MAX_RUNNING) return;
      const host = this.#hosts.get(name)!;
      const queued = host.start();
      // Behind the others, if it may be asked again.
      this.#consider(name, host);
      if (queued) void this.#run(host, queued);
    }
  }

  async #run(host: HostTurns<Queued<Job>>, queued: Queued<Job>): Promise<void> {
    this.#running++;
    const { attempt, retryDelaysMs = RETRY_DELAYS_MS } = this.#options;
    const { signal } = this.#closing;
    const outcome = signal.aborted ? 'again' : await attempt(queued.job, signal);
    this.#running--;
    host.end(queued);
    const delayMs = retryDelaysMs[queued.attempts++];
    if (outcome !== 'again') this.#end(queued, outcome);
    else if (this.#isClosed) this.#end(queued, 'dropped');
    else if (delayMs === undefined) this.#end(queued, 'failed');
    else this.#after(jittered(delayMs, JITTER), queued, () => this.#enter(queued));
    this.#consider(queued.host, host);
    this.#startAll();
  }

  #end({ job }: Queued<Job>, outcome: TrackingOutcome): void {
    this.#jobs--;
    const ofTenant = this.#ofTenants.get(job.tenant)! - 1;
    if (ofTenant > 0) this.#ofTenants.set(job.tenant, ofTenant);
    else this.#ofTenants.delete(job.tenant);
    this.#options.onEnd(job, outcome);
    if (this.#isClosed && this.#jobs === 0) this.#idle.resolve();
  }

  #after(ms: number, queued: Queued<Job> | undefined, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms).unref();
    this.#timers.set(timer, queued);
  }
}
