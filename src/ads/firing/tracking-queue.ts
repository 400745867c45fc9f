/**
 * Tracking URLs that wait to be requested: those of one ad from one host one after another, of all others some at once. Bounded in number, and shared
 * out among tenants. Nothing here waits for an answer but the queue itself.
 */
import { Counts } from '../../shared/counts.js';
import { within } from '../../shared/deadline.js';
import { jittered } from '../../shared/outbox/backoff.js';
import type { Place } from './fair-lanes.js';
import { HostTurns } from './host-turns.js';
import { type Owner, QueueRoom } from './queue-room.js';
import { TenantTurns } from './tenant-turns.js';

/** A URL to be requested. */
export interface TrackingJob extends Place, Owner {
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

/** To all hosts. */
const MAX_RUNNING = 128;
/** Hosts that hang cost a tenant its own share: a quarter is left to the others. */
const MAX_RUNNING_OF_TENANT = 96;
/** After the first attempt, and after the second, which is the last but one. */
const RETRY_DELAYS_MS = [1000, 10_000];
const JITTER = { least: 0.8, most: 1.2 };

/** A job as it is handed around, with how often it was tried. */
interface Queued<Job> extends Place {
  readonly job: Job;
  attempts: number;
}

export class TrackingQueue<Job extends TrackingJob> {
  readonly #options: TrackingQueueOptions<Job>;
  readonly #now: () => number;
  readonly #room = new QueueRoom();
  /** Those from which something is requested or was within the last second, or to which something waits. */
  readonly #hosts = new Map<string, HostTurns<Queued<Job>>>();
  /** Has each host at which a request may start now, for each tenant of which one waits there. */
  readonly #turns = new TenantTurns();
  /** Hosts for which a timer runs. */
  readonly #delayed = new Set<string>();
  /** With what waits to be tried again; undefined for those of hosts. */
  readonly #timers = new Map<NodeJS.Timeout, Queued<Job> | undefined>();
  readonly #closing = new AbortController();
  readonly #idle = Promise.withResolvers<void>();
  readonly #runningOf = new Counts();
  #running = 0;
  #isClosed = false;

  constructor(options: TrackingQueueOptions<Job>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Those that are not ended. */
  get size(): number {
    return this.#room.taken;
  }

  add(job: Job): void {
    if (this.#isClosed || !this.#room.take(job)) {
      this.#options.onEnd(job, 'dropped');
      return;
    }
    const { tenant, lane } = job;
    this.#hostOf(job).add({ tenant, lane, job, attempts: 0 });
    this.#goOn(job.host);
  }

  /** Takes nothing more. Resolves when all has ended, and after `graceMs` at most; what is left then is dropped. */
  async close(graceMs: number): Promise<void> {
    this.#isClosed = true;
    for (const [timer, queued] of this.#timers) if (queued) this.#giveUp(timer, queued);
    if (this.size > 0) await within(graceMs, this.#idle.promise);
    this.#closing.abort();
    for (const host of this.#hosts.values()) for (const queued of host.clear()) this.#end(queued, 'dropped');
    for (const timer of this.#timers.keys()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** There is no time left for another attempt. */
  #giveUp(timer: NodeJS.Timeout, queued: Queued<Job>): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
    this.#end(queued, 'dropped');
    this.#goOn(queued.job.host);
  }

  #hostOf({ host: name }: Job): HostTurns<Queued<Job>> {
    const host = this.#hosts.get(name) ?? new HostTurns<Queued<Job>>(this.#now);
    this.#hosts.set(name, host);
    return host;
  }

  /** Something has changed at a host. */
  #goOn(name: string): void {
    this.#consider(name);
    this.#startAll();
  }

  /** Finds out when the host may be asked next, and forgets it when there is nothing left of it. */
  #consider(name: string): void {
    const host = this.#hosts.get(name);
    if (!host) return;
    const { startsInMs, idleInMs } = host;
    if (startsInMs === 0) for (const tenant of host.tenants) this.#turns.add(tenant, name);
    else if (idleInMs === 0) this.#hosts.delete(name);
    else this.#delay(name, startsInMs ?? idleInMs);
  }

  #delay(name: string, ms: number | undefined): void {
    if (ms === undefined || this.#delayed.has(name)) return;
    this.#delayed.add(name);
    this.#after(ms, undefined, () => {
      this.#delayed.delete(name);
      this.#goOn(name);
    });
  }

  #startAll(): void {
    const mayStart = (tenant: string) => this.#runningOf.of(tenant) < MAX_RUNNING_OF_TENANT;
    while (this.#running < MAX_RUNNING) {
      const next = this.#turns.next(mayStart);
      if (!next) return;
      const [tenant, name] = next;
      const queued = this.#hosts.get(name)?.start(tenant);
      // Behind the others, if more may start there.
      this.#consider(name);
      if (queued) void this.#run(queued);
    }
  }

  async #run(queued: Queued<Job>): Promise<void> {
    const { job, tenant } = queued;
    this.#count(tenant, 1);
    const { signal } = this.#closing;
    const outcome = await (signal.aborted ? 'again' : this.#options.attempt(job, signal));
    this.#count(tenant, -1);
    this.#hostOf(job).ended();
    this.#tried(queued, outcome);
    this.#goOn(job.host);
  }

  /** Its lane waits with a job that is tried again. */
  #tried(queued: Queued<Job>, outcome: AttemptOutcome): void {
    const { retryDelaysMs = RETRY_DELAYS_MS } = this.#options;
    const delayMs = retryDelaysMs[queued.attempts++];
    if (outcome !== 'again') this.#end(queued, outcome);
    else if (this.#isClosed) this.#end(queued, 'dropped');
    else if (delayMs === undefined) this.#end(queued, 'failed');
    else this.#after(jittered(delayMs, JITTER), queued, () => this.#tryAgain(queued));
  }

  #tryAgain(queued: Queued<Job>): void {
    this.#hostOf(queued.job).again(queued);
    this.#goOn(queued.job.host);
  }

  #count(tenant: string, change: 1 | -1): void {
    this.#running += change;
    this.#runningOf.change(tenant, change);
  }

  #end(queued: Queued<Job>, outcome: TrackingOutcome): void {
    const { job } = queued;
    this.#hostOf(job).done(queued);
    this.#room.leave(job);
    this.#options.onEnd(job, outcome);
    if (this.#isClosed && this.size === 0) this.#idle.resolve();
  }

  #after(ms: number, queued: Queued<Job> | undefined, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms).unref();
    this.#timers.set(timer, queued);
  }
}
