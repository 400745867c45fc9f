/** The jobs that an origin waits for: how many, for which clients, for how long already, and whether there may be more. */
import { tenantOfClient } from '../../shared/scheduler/client-name.js';
import { grantsBefore } from '../../shared/scheduler/waiter.js';
import type { WorkContext } from '../../shared/single-flight.js';
import type { JobLane } from '../jobs/job.js';

/** A job from when it is asked for until it is settled. */
export interface WaitingJob {
  readonly lane: JobLane;
  readonly context: WorkContext;
  /** Whether `waitingClients` leaves it out, as of one who plays nothing. */
  readonly isUncounted?: boolean;
  /** Milliseconds of the process's clock. */
  readonly askedAt: number;
  /** When a worker took it up; undefined while it waits. */
  activeAt: number | undefined;
  /** How many workers had it and have ended, or handed it back. */
  lostWorkers: number;
}

export class WaitingJobs {
  readonly #jobs = new Set<WaitingJob>();

  get size(): number {
    return this.#jobs.size;
  }

  /** How many no worker has taken up. */
  get queued(): number {
    return this.#queued().length;
  }

  /**
   * Whether one more may wait. The first half of the places is for all; in the second half only demand has any, and no tenant and no
   * client has more of all places than its equal share, so that one who asks for hundreds leaves room to others.
   * @param max how many may wait.
   */
  admits({ client, urgency }: Pick<WorkContext, 'client' | 'urgency'>, max: number): boolean {
    const queued = this.#queued();
    if (queued.length < max / 2) return true;
    if (queued.length >= max || urgency.priority !== 'demand') return false;
    const clients = queued.map(({ context }) => context.client);
    const tenants = clients.map(tenantOfClient);
    return (
      hasLessThanItsShare(client, clients, max) && hasLessThanItsShare(tenantOfClient(client), tenants, max)
    );
  }

  /** Adds a job until `work` settles. */
  async during<T>(job: WaitingJob, work: () => Promise<T>): Promise<T> {
    this.#jobs.add(job);
    try {
      return await work();
    } finally {
      this.#jobs.delete(job);
    }
  }

  /** For how many encodes of video in demand a client who arrives now waits, one of each waiting client; `except` is not counted. */
  waitingClients(except: string): number {
    const clients = new Set<string>();
    for (const { lane, context, isUncounted } of this.#queued()) {
      if (isUncounted || lane !== 'heavy' || context.urgency.priority !== 'demand') continue;
      for (const client of context.urgency.clients) clients.add(client);
    }
    clients.delete(except);
    return grantsBefore(except, clients);
  }

  /** How long the oldest job has waited for a worker; 0 if none waits. */
  oldestWaitMs(now: number): number {
    return Math.max(0, ...this.#queued().map(({ askedAt }) => now - askedAt));
  }

  #queued(): readonly WaitingJob[] {
    return [...this.#jobs].filter(({ activeAt }) => activeAt === undefined);
  }
}

/** @param queued one name for each that waits. @param max all places. */
function hasLessThanItsShare(name: string, queued: readonly string[], max: number): boolean {
  const others = new Set(queued.filter((other) => other !== name));
  return queued.filter((other) => other === name).length < max / (others.size + 1);
}
