/**
 * Jobs in lanes, of each of which one job at most is out, so that they are done in their order. Turns go round among tenants first, and then
 * among the lanes of each. What an operation costs does not grow with their number.
 */
export interface Place {
  readonly tenant: string;
  /** Of one tenant. */
  readonly lane: string;
}

export class FairLanes<Job extends Place> {
  /** By tenant, lanes with a job to take; first those whose turn is next. None is empty. */
  readonly #ready = new Map<string, Map<string, Job[]>>();
  /** What waits in the lanes of which a job is out. */
  readonly #out = new Map<string, Job[]>();

  /** Whether there is a job to take. */
  get hasReady(): boolean {
    return this.#ready.size > 0;
  }

  /** Whether there is nothing to take, and nothing is out. */
  get isEmpty(): boolean {
    return this.#ready.size === 0 && this.#out.size === 0;
  }

  add(job: Job): void {
    const behind = this.#out.get(job.lane);
    if (behind) behind.push(job);
    else this.#enter(job, [job]);
  }

  /** The job whose turn it is: call `done` with it. Undefined if there is none. */
  take(): Job | undefined {
    const [first] = this.#ready;
    if (!first) return undefined;
    const [tenant, lanes] = first;
    const [lane, jobs] = firstOf(lanes);
    const job = jobs.shift()!;
    lanes.delete(lane);
    this.#ready.delete(tenant);
    if (lanes.size > 0) this.#ready.set(tenant, lanes);
    this.#out.set(lane, jobs);
    return job;
  }

  /** A job that was taken is done: the next of its lane may be taken. */
  done({ tenant, lane }: Place): void {
    const jobs = this.#out.get(lane) ?? [];
    this.#out.delete(lane);
    if (jobs.length > 0) this.#enter({ tenant, lane }, jobs);
  }

  #enter({ tenant, lane }: Place, jobs: readonly Job[]): void {
    const lanes = this.#ready.get(tenant) ?? new Map<string, Job[]>();
    lanes.set(lane, [...(lanes.get(lane) ?? []), ...jobs]);
    this.#ready.set(tenant, lanes);
  }
}

function firstOf<Value>(map: ReadonlyMap<string, Value>): [string, Value] {
  const [first] = map;
  return first!;
}
