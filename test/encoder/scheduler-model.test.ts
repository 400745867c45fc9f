/** Random histories of a scheduler against a model of it that is too simple to be wrong. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScheduler, type Scheduler, type Turn } from '../../src/encoder/scheduler.js';
import { type Priority, Urgency } from '../../src/encoder/scheduler-urgency.js';
import { controlledWork, settle } from './fixtures/controlled-work.js';

type Action =
  | { readonly kind: 'submit'; readonly priority: Priority; readonly owner: string }
  | { readonly kind: 'finish' | 'fail' | 'abort' | 'raise' | 'widen'; readonly job: number };

/** How many further slots a job asks for at once. */
const WIDER = 2;

interface ModelJob {
  priority: Priority;
  readonly owner: string;
  slots: number;
  state: 'queued' | 'running' | 'done' | 'refused' | 'cancelled';
}

/** Which jobs are in which state, by the rules alone. */
class Model {
  readonly jobs: ModelJob[] = [];
  /** Numbers of queued jobs in order of arrival in their priority. */
  #queue: number[] = [];
  #turn = 0;
  readonly #lastTurn = new Map<string, number>();

  constructor(
    readonly slots: number,
    readonly maxQueued: number,
  ) {}

  get running(): number {
    return this.jobs.reduce((sum, { slots }) => sum + slots, 0);
  }

  get depth(): number {
    return this.#queue.length;
  }

  submit(priority: Priority, owner: string): void {
    const job: ModelJob = { priority, owner, slots: 0, state: 'queued' };
    const number = this.jobs.push(job) - 1;
    if (this.#hasRoom(priority)) this.#start(job);
    else if (this.depth < this.maxQueued || (priority === 'demand' && this.#evict()))
      this.#queue.push(number);
    else job.state = 'refused';
  }

  end(number: number, state: 'done' | 'cancelled'): void {
    const job = this.jobs[number];
    if (job === undefined) return;
    if (job.state === 'queued' && state === 'cancelled') this.#leave(number, 'cancelled');
    if (job.state !== 'running' || state === 'cancelled') return;
    job.state = 'done';
    while (job.slots > 0) {
      job.slots -= 1;
      this.#passOn();
    }
  }

  widen(number: number): void {
    const job = this.jobs[number];
    if (job?.state !== 'running') return;
    for (let i = 0; i < WIDER && this.#hasRoom(job.priority); i++) this.#start(job);
  }

  raise(number: number): void {
    const job = this.jobs[number];
    if (job === undefined || job.priority === 'demand') return;
    job.priority = 'demand';
    if (job.state !== 'queued') return;
    this.#queue = [...this.#queue.filter((other) => other !== number), number];
    this.#passOn();
  }

  /** Demand may have all slots, read-ahead those that are left over. */
  #hasRoom(priority: Priority): boolean {
    const demanded = this.jobs.reduce((sum, job) => sum + (job.priority === 'demand' ? job.slots : 0), 0);
    return (priority === 'demand' ? demanded : this.running) < this.slots;
  }

  #start(job: ModelJob): void {
    job.state = 'running';
    job.slots += 1;
    this.#turn += 1;
    this.#lastTurn.set(job.owner, this.#turn);
  }

  #passOn(): void {
    for (const priority of ['demand', 'read-ahead'] as const) {
      for (let next = this.#next(priority); next !== undefined; next = this.#next(priority)) {
        this.#leave(next, 'running');
        this.#start(this.jobs[next]!);
      }
    }
  }

  /** Who may begin: of the owner who holds least, then who was served longest ago, then who came first. */
  #next(priority: Priority): number | undefined {
    if (!this.#hasRoom(priority)) return undefined;
    const ownerOf = (number: number) => this.jobs[number]!.owner;
    const held = (number: number) =>
      this.jobs.reduce((sum, { owner, slots }) => sum + (owner === ownerOf(number) ? slots : 0), 0);
    const turn = (number: number) => this.#lastTurn.get(ownerOf(number)) ?? 0;
    const some = this.#queue.filter((number) => this.jobs[number]?.priority === priority);
    return some.toSorted((x, y) => held(x) - held(y) || turn(x) - turn(y))[0];
  }

  #evict(): boolean {
    const youngest = this.#queue.findLast((number) => this.jobs[number]?.priority === 'read-ahead');
    if (youngest !== undefined) this.#leave(youngest, 'refused');
    return youngest !== undefined;
  }

  #leave(number: number, state: ModelJob['state']): void {
    this.#queue = this.#queue.filter((other) => other !== number);
    const job = this.jobs[number];
    if (job) job.state = state;
  }
}

/** The same jobs in the real scheduler. */
class Reality {
  readonly jobs: { state: ModelJob['state']; starts: number; act: (kind: string) => void }[] = [];

  constructor(readonly scheduler: Scheduler) {}

  submit(priority: Priority, owner: string): void {
    const work = controlledWork();
    let widen: () => void = () => undefined;
    const urgency = new Urgency(priority);
    const controller = new AbortController();
    const acts: Record<string, () => void> = {
      finish: () => work.finish(),
      fail: () => work.fail(new Error('failed')),
      abort: () => controller.abort(),
      raise: () => urgency.raise(),
      widen: () => widen(),
    };
    const job = { state: 'queued' as ModelJob['state'], starts: 0, act: (kind: string) => acts[kind]?.() };
    this.jobs.push(job);
    const start = (turn: Turn) => {
      widen = () => void turn.takeFree(WIDER);
      job.state = 'running';
      job.starts += 1;
      return work.start();
    };
    this.scheduler.run({ lane: 'heavy', urgency, owner }, start, controller.signal).then(
      () => (job.state = 'done'),
      (error: { code?: string }) => (job.state = endState(error.code)),
    );
  }
}

function endState(code: string | undefined): ModelJob['state'] {
  if (code === 'queue_full') return 'refused';
  return code === 'encode_cancelled' ? 'cancelled' : 'done';
}

const priority = fc.constantFrom<Priority>('demand', 'read-ahead');
const action = fc.oneof(
  fc.record({ kind: fc.constant('submit' as const), priority, owner: fc.constantFrom('', 'anna', 'bert') }),
  fc.record({ kind: fc.constantFrom('finish', 'fail', 'abort', 'raise', 'widen'), job: fc.nat(20) }),
) as fc.Arbitrary<Action>;

async function apply(step: Action, model: Model, reality: Reality): Promise<void> {
  if (step.kind === 'submit') {
    model.submit(step.priority, step.owner);
    reality.submit(step.priority, step.owner);
  } else {
    const running = model.jobs[step.job]?.state === 'running';
    // What has not started yet cannot end by itself.
    const possible = running || step.kind === 'abort' || step.kind === 'raise';
    if (possible) reality.jobs[step.job]?.act(step.kind);
    if (step.kind === 'raise') model.raise(step.job);
    else if (step.kind === 'widen') model.widen(step.job);
    else if (possible) model.end(step.job, step.kind === 'abort' ? 'cancelled' : 'done');
  }
  await settle();
}

test('every history has the right jobs running, each once, and none is lost', async () => {
  const limits = fc.record({
    slots: fc.integer({ min: 1, max: 4 }),
    maxQueued: fc.integer({ min: 0, max: 4 }),
  });
  const property = fc.asyncProperty(limits, fc.array(action, { maxLength: 40 }), async (limit, steps) => {
    const model = new Model(limit.slots, limit.maxQueued);
    const reality = new Reality(createScheduler({ ...limit, lightSlots: 1 }));
    for (const step of steps) {
      await apply(step, model, reality);
      expect(reality.jobs.map(({ state }) => state)).toEqual(model.jobs.map(({ state }) => state));
      expect([reality.scheduler.running, reality.scheduler.depth]).toEqual([model.running, model.depth]);
      expect(reality.scheduler.running).toBeLessThanOrEqual(2 * limit.slots);
    }
    expect(reality.jobs.every(({ starts }) => starts <= 1)).toBe(true);
  });
  await fc.assert(property, { seed: 20, numRuns: 300 });
});
