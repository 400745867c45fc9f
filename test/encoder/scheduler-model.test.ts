/** Compares random histories of the scheduler with a model that is too simple to be wrong. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScheduler, type Scheduler, type SlotLease } from '../../src/shared/scheduler/scheduler.js';
import { type Priority, Urgency } from '../../src/shared/scheduler/urgency.js';
import { controlledWork, settle } from './fixtures/controlled-work.js';

type Action =
  | {
      readonly kind: 'submit';
      readonly priority: Priority;
      readonly client: string;
      /** Its deadline, in milliseconds from now. */
      readonly due: number;
    }
  | { readonly kind: 'finish' | 'fail' | 'abort' | 'promote' | 'widen'; readonly job: number }
  | { readonly kind: 'join'; readonly job: number; readonly client: string }
  | { readonly kind: 'pass'; readonly ms: number };

/** How many further slots a job requests at once. */
const WIDER = 2;

/** A job that waited while its client was granted a slot is due no sooner than this after that grant. */
const NEXT_GRANT_MS = 4000;

interface ModelJob {
  priority: Priority;
  /** All clients that wait for it. */
  readonly clients: string[];
  /** The clients charged for its slots. */
  readonly charged: string[];
  readonly dueAt: number;
  readonly grantsOnArrival: number;
  state: 'queued' | 'running' | 'done' | 'refused' | 'cancelled';
}

/** The state of each job, derived from the rules alone. */
class Model {
  readonly jobs: ModelJob[] = [];
  /** The numbers of the queued jobs, in order of arrival in their priority. */
  #queue: number[] = [];
  #grants = 0;
  readonly #served = new Map<string, { readonly grant: number; readonly at: number }>();
  now = 0;

  constructor(
    readonly slots: number,
    readonly maxQueued: number,
  ) {}

  get running(): number {
    return this.jobs.reduce((sum, { charged }) => sum + charged.length, 0);
  }

  get depth(): number {
    return this.#queue.length;
  }

  submit(priority: Priority, client: string, due: number): void {
    const [dueAt, grantsOnArrival] = [this.now + due, this.#grants];
    const job: ModelJob = {
      ...{ priority, clients: [client], charged: [], dueAt, grantsOnArrival, state: 'queued' },
    };
    const number = this.jobs.push(job) - 1;
    if (this.#hasFreeSlot(priority)) this.#start(job, client);
    else this.#queue.push(number);
    if (this.depth > this.maxQueued) this.#leave(this.#toDrop(), 'refused');
  }

  join(number: number, client: string): void {
    const clients = this.jobs[number]?.clients;
    if (clients && !clients.includes(client)) clients.push(client);
  }

  end(number: number, state: 'done' | 'cancelled'): void {
    const job = this.jobs[number];
    if (job === undefined) return;
    if (job.state === 'queued' && state === 'cancelled') this.#leave(number, 'cancelled');
    if (job.state !== 'running' || state === 'cancelled') return;
    job.state = 'done';
    while (job.charged.length > 0) {
      job.charged.shift();
      this.#grantFreeSlots();
    }
  }

  widen(number: number): void {
    const job = this.jobs[number];
    if (job?.state !== 'running') return;
    for (let i = 0; i < WIDER && this.#hasFreeSlot(job.priority); i++) {
      this.#start(job, this.#bestOf([number])!.client);
    }
  }

  promote(number: number): void {
    const job = this.jobs[number];
    if (job === undefined || job.priority === 'demand') return;
    job.priority = 'demand';
    if (job.state !== 'queued') return;
    this.#queue = [...this.#queue.filter((other) => other !== number), number];
    this.#grantFreeSlots();
  }

  /** Demand may occupy all slots, prefetch only those that are left. */
  #hasFreeSlot(priority: Priority): boolean {
    const slots = (job: ModelJob) => (job.priority === 'demand' ? job.charged.length : 0);
    const demanded = this.jobs.reduce((sum, job) => sum + slots(job), 0);
    return (priority === 'demand' ? demanded : this.running) < this.slots;
  }

  #start(job: ModelJob, client: string): void {
    job.state = 'running';
    job.charged.push(client);
    this.#grants += 1;
    this.#served.set(client, { grant: this.#grants, at: this.now });
  }

  #grantFreeSlots(): void {
    for (const priority of ['demand', 'prefetch'] as const) {
      for (let next = this.#next(priority); next !== undefined; next = this.#next(priority)) {
        this.#leave(next.number, 'running');
        this.#start(this.jobs[next.number]!, next.client);
      }
    }
  }

  /** Of the most urgent job of each client: that of the client with the fewest slots, the earliest deadline, the oldest grant. */
  #next(priority: Priority) {
    if (!this.#hasFreeSlot(priority)) return undefined;
    return this.#bestOf(this.#queue.filter((number) => this.jobs[number]?.priority === priority));
  }

  #bestOf(numbers: readonly number[]) {
    const clients = [...new Set(numbers.flatMap((number) => this.jobs[number]!.clients))];
    const firsts = clients.map((client) => {
      const own = numbers.filter((number) => this.jobs[number]!.clients.includes(client));
      const [number] = own.toSorted(
        (x, y) => secondsOf(this.jobs[x]!.dueAt) - secondsOf(this.jobs[y]!.dueAt),
      );
      return {
        number: number!,
        client,
        place: [numbers.indexOf(number!), this.jobs[number!]!.clients.indexOf(client)],
      };
    });
    const ranked = firsts.map((first) => ({ ...first, rank: this.#rankOf(first) }));
    return ranked.toSorted((x, y) => compare([...x.rank, ...x.place], [...y.rank, ...y.place]))[0];
  }

  #rankOf({ number, client }: { readonly number: number; readonly client: string }): number[] {
    const { dueAt, grantsOnArrival } = this.jobs[number]!;
    const served = this.#served.get(client);
    const after = served && served.grant > grantsOnArrival ? served.at + NEXT_GRANT_MS : 0;
    return [this.#heldBy(client), secondsOf(Math.max(dueAt, after)), served?.grant ?? 0];
  }

  #heldBy(client: string): number {
    return this.jobs.flatMap(({ charged }) => charged).filter((other) => other === client).length;
  }

  /** Prefetch before demand; of these the youngest that only clients with the most waiters wait for. */
  #toDrop(): number {
    const prefetch = this.#queue.filter((number) => this.jobs[number]?.priority === 'prefetch');
    const waiting = (number: number) =>
      Math.min(
        ...this.jobs[number]!.clients.map(
          (client) => this.#queue.filter((other) => this.jobs[other]!.clients.includes(client)).length,
        ),
      );
    const candidates = prefetch.length > 0 ? prefetch : this.#queue;
    const most = Math.max(...candidates.map(waiting));
    return candidates.findLast((number) => waiting(number) === most)!;
  }

  #leave(number: number, state: ModelJob['state']): void {
    this.#queue = this.#queue.filter((other) => other !== number);
    const job = this.jobs[number];
    if (job) job.state = state;
  }
}

const secondsOf = (ms: number) => Math.floor(ms / 1000);

const compare = (x: readonly number[], y: readonly number[]) =>
  x.map((value, i) => value - y[i]!).find((difference) => difference !== 0) ?? 0;

/** The same jobs in the real scheduler. */
class Reality {
  readonly jobs: {
    state: ModelJob['state'];
    starts: number;
    readonly urgency: Urgency;
    act: (kind: string) => void;
  }[] = [];

  constructor(readonly scheduler: Scheduler) {}

  submit(priority: Priority, client: string, dueAt: number): void {
    const work = controlledWork();
    let widen: () => void = () => undefined;
    const urgency = new Urgency(priority, dueAt);
    urgency.join(() => [client]);
    const controller = new AbortController();
    const acts: Record<string, () => void> = {
      finish: () => work.finish(),
      fail: () => work.fail(new Error('failed')),
      abort: () => controller.abort(),
      promote: () => urgency.promote(),
      widen: () => widen(),
    };
    const state: ModelJob['state'] = 'queued';
    const job = {
      state: state as ModelJob['state'],
      starts: 0,
      urgency,
      act: (kind: string) => acts[kind]?.(),
    };
    this.jobs.push(job);
    const start = (turn: SlotLease) => {
      widen = () => void turn.takeFreeSlots(WIDER);
      job.state = 'running';
      job.starts += 1;
      return work.start();
    };
    this.scheduler.run({ lane: 'heavy', urgency }, start, controller.signal).then(
      () => (job.state = 'done'),
      (error: { code?: string }) => (job.state = endState(error.code)),
    );
  }
}

function endState(code: string | undefined): ModelJob['state'] {
  if (code === 'queue_full') return 'refused';
  return code === 'encode_cancelled' ? 'cancelled' : 'done';
}

const priority = fc.constantFrom<Priority>('demand', 'prefetch');
const client = fc.constantFrom('', 'anna', 'bert');
const submit = fc.record({
  kind: fc.constant('submit' as const),
  ...{ priority, client, due: fc.constantFrom(0, 3000, 9000) },
});
const ending = fc.constantFrom('finish' as const, 'fail' as const, 'abort' as const);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: submit },
  { weight: 4, arbitrary: fc.record({ kind: ending, job: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('promote', 'widen'), job: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('join' as const), job: fc.nat(20), client }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(900, 5000) }) },
);

/** Picks a job that can perform the action, as most jobs picked at random have already ended. */
function jobOf({ kind, job }: Action & { readonly job: number }, { jobs }: Model): number {
  const state = kind === 'join' || kind === 'promote' || kind === 'abort' ? 'queued' : 'running';
  const possible = [...jobs.keys()].filter((number) => jobs[number]!.state === state);
  return possible[job % possible.length] ?? job;
}

async function apply(drawn: Action, model: Model, reality: Reality): Promise<void> {
  const step = 'job' in drawn ? { ...drawn, job: jobOf(drawn, model) } : drawn;
  if (step.kind === 'submit') {
    model.submit(step.priority, step.client, step.due);
    reality.submit(step.priority, step.client, model.now + step.due);
  } else if (step.kind === 'pass') {
    model.now += step.ms;
  } else if (step.kind === 'join') {
    model.join(step.job, step.client);
    reality.jobs[step.job]?.urgency.join(() => [step.client]);
  } else {
    const running = model.jobs[step.job]?.state === 'running';
    // A job that has not started cannot end by itself.
    const possible = running || step.kind === 'abort' || step.kind === 'promote';
    if (possible) reality.jobs[step.job]?.act(step.kind);
    if (step.kind === 'promote') model.promote(step.job);
    else if (step.kind === 'widen') model.widen(step.job);
    else if (possible) model.end(step.job, step.kind === 'abort' ? 'cancelled' : 'done');
  }
  await settle();
}

test('in every history the right jobs run, each once, and none is lost', async () => {
  const limits = fc.record({
    slots: fc.integer({ min: 1, max: 4 }),
    maxQueued: fc.integer({ min: 0, max: 6 }),
  });
  const property = fc.asyncProperty(
    limits,
    fc.array(action, { maxLength: 60, size: 'max' }),
    async (limit, steps) => {
      const model = new Model(limit.slots, limit.maxQueued);
      const reality = new Reality(createScheduler({ ...limit, lightSlots: 1, clock: () => model.now }));
      for (const step of steps) {
        await apply(step, model, reality);
        expect(reality.jobs.map(({ state }) => state)).toEqual(model.jobs.map(({ state }) => state));
        expect([reality.scheduler.running, reality.scheduler.depth]).toEqual([model.running, model.depth]);
        expect(reality.scheduler.running).toBeLessThanOrEqual(2 * limit.slots);
        expect(reality.scheduler.depth).toBeLessThanOrEqual(limit.maxQueued);
      }
      expect(reality.jobs.every(({ starts }) => starts <= 1)).toBe(true);
    },
  );
  await fc.assert(property, { seed: 20, numRuns: 300 });
});
