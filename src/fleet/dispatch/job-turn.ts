/** The turn of a job: the tenants who wait for it, how urgent it is, and the priority that follows. */
import { tenantOfClient } from '../../shared/scheduler/client-name.js';
import type { WorkContext } from '../../shared/single-flight.js';
import type { AskedJob, Interest } from '../coordination/interest.js';
import type { Job, JobLane } from '../jobs/job.js';
import { type Band, bandOf, isBefore, priorityOf, tenantOf } from '../jobs/priority.js';

/** A job that has a turn for more of them needs no better one. */
const MAX_TENANTS = 16;

export interface TurnOf {
  readonly id: string;
  readonly lane: JobLane;
  readonly asset: Job['asset'];
  readonly context: Pick<WorkContext, 'urgency' | 'client'>;
}

/** Of this process so far. */
let turns = 0;

/** All methods that return a promise reject where Redis does not answer. */
export class JobTurn {
  readonly #interest: Pick<Interest, 'enter' | 'leave'>;
  readonly #job: TurnOf & AskedJob;
  /** Those who wait, or have waited. */
  readonly #tenants = new Set<string>();
  /** For whom it has a turn, in which band. */
  readonly #taken = new Map<string, Band>();
  #priority = Number.POSITIVE_INFINITY;

  constructor(interest: Pick<Interest, 'enter' | 'leave'>, job: TurnOf) {
    this.#interest = interest;
    this.#job = { ...job, turn: ++turns };
    const { clients } = job.context.urgency;
    this.#add(clients.size > 0 ? clients : [job.context.client]);
  }

  /** The best of all its turns; infinite before it has one. */
  get priority(): number {
    return this.#priority;
  }

  /** Calls `listener` whenever `take` would find a better turn, perhaps. Returns the function that unsubscribes. */
  onChange(listener: () => void): () => void {
    const { urgency } = this.#job.context;
    const changed = () => void (this.#missing().length > 0 && listener());
    const stops = [
      urgency.onChange(changed),
      urgency.onEarlierDeadline(changed),
      urgency.onJoin((clients) => {
        this.#add(clients);
        changed();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Takes a turn for each tenant who waits, as urgent as the job is now. Resolves with whether it may: not in quarantine. */
  async take(): Promise<boolean> {
    const band = this.#band;
    for (const tenant of this.#missing()) {
      this.#taken.set(tenant, band);
      const outstanding = await this.#interest.enter({ ...this.#job, tenant }, band);
      if (!outstanding) return false;
      this.#priority = Math.min(this.#priority, priorityOf(band, outstanding));
    }
    return true;
  }

  /** Gives all turns back. Resolves with whether another origin waits for the job. */
  leave(): Promise<boolean> {
    const tenants = [...this.#taken.keys()];
    this.#taken.clear();
    return this.#interest.leave(this.#job, tenants);
  }

  get #band(): Band {
    return bandOf(this.#job.context.urgency, performance.now());
  }

  /** The tenants for whom it has no turn yet, or one that is less urgent than it is now. */
  #missing(): readonly string[] {
    const band = this.#band;
    return [...this.#tenants].filter((tenant) => {
      const taken = this.#taken.get(tenant);
      return taken === undefined || isBefore(band, taken);
    });
  }

  #add(clients: Iterable<string>): void {
    for (const client of clients)
      if (this.#tenants.size < MAX_TENANTS) this.#tenants.add(tenantOfJob(client, this.#job.asset));
  }
}

/** The tenant for whom a client waits: the one of its token, else that of the asset. */
export function tenantOfJob(client: string, asset: string): string {
  return tenantOfClient(client) || tenantOf(asset);
}
