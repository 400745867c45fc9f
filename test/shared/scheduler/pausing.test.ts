/** When a running job gives way to a more urgent one, and when it goes on. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createScheduler, type Scheduler, type SlotLease } from '../../../src/shared/scheduler/scheduler.js';
import { type Priority, Urgency } from '../../../src/shared/scheduler/urgency.js';
import { controlledWork } from '../../encoder/fixtures/controlled-work.js';

const NEVER = new AbortController().signal;

let scheduler: Scheduler;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  scheduler = createScheduler({ slots: 2, lightSlots: 1, maxQueued: 20, canPause: true });
});

afterEach(() => {
  vi.useRealTimers();
});

interface Options {
  readonly client?: string;
  readonly priority?: Priority;
  /** How many slots it takes beside its own. */
  readonly more?: number;
  readonly signal?: AbortSignal;
}

/** Submits a job due in so many seconds, of a client of its own unless one is named. */
async function submit(dueSeconds: number, options: Options = {}) {
  const { priority = 'demand', more = 0, signal = NEVER } = options;
  const work = controlledWork();
  const urgency = new Urgency(priority, performance.now() + dueSeconds * 1000);
  let turn: SlotLease | undefined;
  const run = scheduler.run(
    { lane: 'heavy', urgency, client: options.client ?? `client ${crypto.randomUUID()}` },
    (granted) => {
      turn = granted;
      granted.takeFreeSlots(more);
      return work.start();
    },
    signal,
  );
  run.catch(() => undefined);
  await settle();
  return {
    urgency,
    /** `waits`, `runs` or `stands still`. */
    get state() {
      if (!turn) return 'waits';
      return turn.pauses.isPaused ? 'stands still' : 'runs';
    },
    get pausedMs() {
      return turn?.pauses.pausedMs;
    },
    async end() {
      work.finish();
      await run;
      await settle();
    },
  };
}

type Submitted = Awaited<ReturnType<typeof submit>>;

/** Real timers for immediates: all promises have been handled. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

const statesOf = (...jobs: readonly Submitted[]) => jobs.map(({ state }) => state);

describe('a job that is due soon', () => {
  test('takes the place of the one that is due last', async () => {
    const jobs = [await submit(20), await submit(12), await submit(2)];
    expect(statesOf(...jobs)).toEqual(['stands still', 'runs', 'runs']);
  });

  test('waits if those that run are due soon too', async () => {
    const jobs = [await submit(3.5), await submit(4.1), await submit(2)];
    expect(statesOf(...jobs)).toEqual(['runs', 'runs', 'waits']);
  });

  test('waits if its client has a slot already', async () => {
    const jobs = [
      await submit(20),
      await submit(20, { client: 'greedy' }),
      await submit(2, { client: 'greedy' }),
    ];
    expect(statesOf(...jobs)).toEqual(['runs', 'runs', 'waits']);
  });

  test('waits for one that holds two slots', async () => {
    const jobs = [await submit(20, { more: 1 }), await submit(2)];
    expect(statesOf(...jobs)).toEqual(['runs', 'waits']);
  });

  test('waits while it is prefetch', async () => {
    const jobs = [await submit(20), await submit(20), await submit(2, { priority: 'prefetch' })];
    expect(statesOf(...jobs)).toEqual(['runs', 'runs', 'waits']);
    jobs[2]?.urgency.promote();
    await settle();
    expect(statesOf(...jobs)).toEqual(['stands still', 'runs', 'runs']);
  });

  test('waits where jobs cannot be paused', async () => {
    scheduler = createScheduler({ slots: 2, lightSlots: 1, maxQueued: 20 });
    const jobs = [await submit(20), await submit(20), await submit(2)];
    expect(statesOf(...jobs)).toEqual(['runs', 'runs', 'waits']);
  });

  test('waits once twice as many slots are in use as there are', async () => {
    const patient = [await submit(20), await submit(20)];
    const urgent = [await submit(2), await submit(2), await submit(2)];
    expect(statesOf(...patient, ...urgent)).toEqual([
      'stands still',
      'stands still',
      'runs',
      'runs',
      'waits',
    ]);
    expect(scheduler.running).toBe(4);
  });
});

test('a job that is not due soon waits', async () => {
  const jobs = [await submit(20), await submit(20), await submit(6)];
  expect(statesOf(...jobs)).toEqual(['runs', 'runs', 'waits']);
});

describe('a paused job', () => {
  test('goes on as soon as a slot is free, before those that are not due soon', async () => {
    const [paused, running, urgent] = [await submit(20), await submit(12), await submit(2)];
    const waiting = await submit(10);
    await urgent.end();
    expect(statesOf(paused, running, waiting)).toEqual(['runs', 'runs', 'waits']);
  });

  test('lets one go first that it would give way to', async () => {
    const [paused, running, urgent] = [await submit(20), await submit(4.1), await submit(2)];
    const next = await submit(2);
    expect(next.state).toBe('waits');
    await urgent.end();
    expect(statesOf(paused, running, next)).toEqual(['stands still', 'runs', 'runs']);
  });

  test('goes on without a free slot when it would be late otherwise', async () => {
    const [paused] = [await submit(9), await submit(8), await submit(2)];
    vi.advanceTimersByTime(4999);
    expect(paused.state).toBe('stands still');
    vi.advanceTimersByTime(1);
    expect(paused.state).toBe('runs');
  });

  test('goes on after ten seconds, however late it is due', async () => {
    const [paused] = [await submit(60), await submit(8), await submit(2)];
    vi.advanceTimersByTime(9999);
    expect(paused.state).toBe('stands still');
    vi.advanceTimersByTime(1);
    expect(paused.state).toBe('runs');
  });

  test('goes on when a caller joins who needs it soon', async () => {
    const [paused] = [await submit(20), await submit(8), await submit(2)];
    paused.urgency.setDeadline(performance.now() + 1000);
    vi.advanceTimersByTime(1);
    expect(paused.state).toBe('runs');
  });

  test('knows how long it stood still, over several pauses', async () => {
    const [paused, , urgent] = [await submit(30), await submit(12), await submit(2)];
    vi.advanceTimersByTime(1500);
    await urgent.end();
    vi.advanceTimersByTime(700);
    const again = await submit(2);
    vi.advanceTimersByTime(500);
    expect(paused.pausedMs).toBe(2000);
    await again.end();
    expect(paused.pausedMs).toBe(2000);
  });

  test('that ends leaves nothing behind: no timer, no slot', async () => {
    const jobs = [await submit(20), await submit(12), await submit(2)];
    for (const job of jobs) await job.end();
    expect(vi.getTimerCount()).toBe(0);
    expect(scheduler.running).toBe(0);
  });
});
