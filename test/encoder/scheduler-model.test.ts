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
    if (this.running < this.slots) this.#start(job);
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
    for (; job.slots > 0; job.slots--) this.#passOn(job);
  }

  widen(number: number): void {
    const job = this.jobs[number];
    if (job?.state === 'running') job.slots += Math.min(WIDER, this.slots - this.running);
  }

  raise(number: number): void {
    const job = this.jobs[number];
    if (job === undefined || job.priority === 'demand') return;
    job.priority = 'demand';
    if (job.state === 'queued') this.#queue = [...this.#queue.filter((other) => other !== number), number];
  }

  #start(job: ModelJob): void {
    job.state = 'running';
    job.slots = 1;
  }

  /** What one slot less of this job lets begin. */
  #passOn(ended: ModelJob): void {
    const next = this.#next(ended);
    if (next === undefined) return;
    this.#leave(next, 'running');
    this.#start(this.jobs[next]!);
  }

  /** Demand first; among those the owner who holds least, the slot that `ended` gives back left out. */
  #next(ended: ModelJob): number | undefined {
    const isDemand = (number: number) => this.jobs[number]?.priority === 'demand';
    const some = this.#queue.some(isDemand) ? this.#queue.filter(isDemand) : this.#queue;
    const held = (number: number) => {
      const { owner } = this.jobs[number]!;
      const slots = this.jobs.filter((job) => job.owner === owner).map((job) => job.slots);
      return slots.reduce((sum, count) => sum + count, 0) - (ended.owner === owner ? 1 : 0);
    };
    return some.toSorted((a, b) => held(a) - held(b))[0];
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
      expect(reality.scheduler.running).toBeLessThanOrEqual(limit.slots);
    }
    expect(reality.jobs.every(({ starts }) => starts <= 1)).toBe(true);
  });
  await fc.assert(property, { seed: 20, numRuns: 300 });
});
