/** Jobs of tenants in lanes, of each of which one job at most is out, so that they are done in their order. Turns go round among the lanes of a tenant. */
export interface Place {
  readonly tenant: string;
  /** Of one tenant. */
  readonly lane: string;
}

export class FairLanes<Job extends Place> {
  /** By tenant, lanes with a job to take; first the tenants and the lanes of which one was taken longest ago. None is empty. */
  readonly #ready = new Map<string, Map<string, Job[]>>();
  /** What waits in the lanes of which a job is out. */
  readonly #out = new Map<string, Job[]>();

  /** Those with a job to take, first that of which one was taken longest ago. */
  get tenants(): Iterable<string> {
    return this.#ready.keys();
  }

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

  /** The job of the tenant whose turn it is: call `done` or `again` with it. Undefined if there is none. */
  take(tenant: string): Job | undefined {
    const lanes = this.#ready.get(tenant);
    const [first] = lanes ?? [];
    if (!lanes || !first) return undefined;
    const [lane, jobs] = first;
    const job = jobs.shift()!;
    lanes.delete(lane);
    this.#ready.delete(tenant);
    if (lanes.size > 0) this.#ready.set(tenant, lanes);
    this.#out.set(lane, jobs);
    return job;
  }

  /** A job that was taken is to be taken once more, before what waits in its lane. */
  again(job: Job): void {
    this.#leave(job, [job]);
  }

  /** A job that was taken is done: the next of its lane may be taken. */
  done(place: Place): void {
    this.#leave(place, []);
  }

  /** Takes out all that wait. */
  clear(): readonly Job[] {
    const ready = [...this.#ready.values()].flatMap((lanes) => [...lanes.values()].flat());
    const behind = [...this.#out.values()].flatMap((jobs) => jobs.splice(0));
    this.#ready.clear();
    return [...ready, ...behind];
  }

  #leave(place: Place, before: readonly Job[]): void {
    const jobs = [...before, ...(this.#out.get(place.lane) ?? [])];
    this.#out.delete(place.lane);
    if (jobs.length > 0) this.#enter(place, jobs);
  }

  #enter({ tenant, lane }: Place, jobs: readonly Job[]): void {
    const lanes = this.#ready.get(tenant) ?? new Map<string, Job[]>();
    lanes.set(lane, [...(lanes.get(lane) ?? []), ...jobs]);
    this.#ready.set(tenant, lanes);
  }
}
