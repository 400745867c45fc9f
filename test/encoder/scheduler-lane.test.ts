/** How owners share the slots of a lane, and how one job gets more than one of them. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createScheduler, type Job, type Scheduler } from '../../src/encoder/scheduler.js';
import { Urgency } from '../../src/encoder/scheduler-urgency.js';
import { controlledWork, settle } from './fixtures/controlled-work.js';

let scheduler: Scheduler;
/** The names of the works in the order they were started. */
let started: string[];

function withSlots(slots: number, maxQueued = 20): void {
  started = [];
  scheduler = createScheduler({ slots, lightSlots: 1, maxQueued });
}

beforeEach(() => withSlots(2));

/** Work named after its owner, `anna 1`, that takes up to `most` free slots beside its own. */
function submit(name: string, most = 0, urgency: Job['urgency'] = 'demand', signal?: AbortSignal) {
  const work = controlledWork(name);
  const submitted = { ...work, taken: 0 };
  const job: Job = { lane: 'heavy', urgency, owner: name.split(' ')[0]! };
  const promise = scheduler.run(
    job,
    (turn) => {
      started.push(name);
      submitted.taken = turn.takeFree(most);
      return work.start();
    },
    signal ?? new AbortController().signal,
  );
  promise.catch(() => undefined);
  return Object.assign(submitted, {
    promise,
    async end() {
      work.finish();
      await settle();
    },
  });
}

describe('owners', () => {
  test('who queues ten jobs does not keep the one job of another waiting behind them', async () => {
    const many = Array.from({ length: 10 }, (_, i) => submit(`many ${i}`));
    submit('one');
    await many[0]?.end();
    expect(started).toEqual(['many 0', 'many 1', 'one']);
  });

  test('get as many slots each, as long as both have something to do', async () => {
    const many = Array.from({ length: 4 }, (_, i) => submit(`many ${i}`));
    const few = [submit('few 0'), submit('few 1')];
    await many[0]?.end();
    await many[1]?.end();
    await few[0]?.end();
    expect(started).toEqual(['many 0', 'many 1', 'few 0', 'many 2', 'few 1']);
  });

  test('who come first go first where they hold as much', async () => {
    const first = submit('busy');
    submit('other');
    for (const name of ['anna', 'bert', 'carl']) submit(name);
    await first.end();
    expect(started.at(-1)).toBe('anna');
  });

  test('wait behind what a viewer waits for when they only read ahead, however little they hold', async () => {
    const [first] = [submit('many 0'), submit('many 1'), submit('few', 0, 'read-ahead'), submit('many 2')];
    await first.end();
    expect(started).toEqual(['many 0', 'many 1', 'many 2']);
  });

  test('share what is read ahead as fairly', async () => {
    const [first] = [submit('many 0'), submit('many 1')];
    for (const name of ['many 2', 'many 3', 'few']) submit(name, 0, 'read-ahead');
    await first.end();
    expect(started.at(-1)).toBe('few');
  });

  test('who need it soonest go first where they hold as much, whoever came first', async () => {
    const [first] = [submit('busy'), submit('other')];
    const due = (ms: number) => new Urgency('demand', ms);
    submit('late', 0, due(9000));
    submit('soon', 0, due(3000));
    submit('sooner', 0, due(1000));
    await first.end();
    expect(started.at(-1)).toBe('sooner');
  });

  test('who need it within the same second take turns', async () => {
    const [first, second] = [submit('busy'), submit('other')];
    const due = (ms: number) => new Urgency('demand', ms);
    submit('busy again', 0, due(5000));
    submit('new', 0, due(5900));
    await first.end();
    await second.end();
    expect(started.slice(2)).toEqual(['new', 'busy again']);
  });

  test('do not get more slots than others by needing it sooner', async () => {
    const hasty = Array.from({ length: 3 }, (_, i) => submit(`hasty ${i}`, 0, new Urgency('demand', 0)));
    submit('calm', 0, new Urgency('demand', 60_000));
    await hasty[0]?.end();
    expect(started).toEqual(['hasty 0', 'hasty 1', 'calm']);
  });

  test('move up when somebody joins who needs it sooner', async () => {
    const [first] = [submit('busy'), submit('other')];
    submit('anna', 0, new Urgency('demand', 5000));
    const joined = new Urgency('demand', 9000);
    submit('bert', 0, joined);
    joined.hasten(2000);
    joined.hasten(8000);
    await first.end();
    expect(started.at(-1)).toBe('bert');
  });

  test('all jobs without one share as one', async () => {
    const [first] = [submit(''), submit(''), submit(''), submit('one')];
    await first.end();
    expect(started).toEqual(['', '', 'one']);
  });
});

describe('slots that are free', () => {
  test('are taken beside the own one, no more than were asked for and no more than there are', async () => {
    withSlots(4);
    const modest = submit('modest', 1);
    await settle();
    const greedy = submit('greedy', 9);
    await settle();
    const late = submit('late', 9);
    expect([modest.taken, greedy.taken]).toEqual([1, 1]);
    expect([scheduler.running, scheduler.depth]).toEqual([4, 1]);
    await modest.end();
    expect([late.taken, scheduler.running]).toEqual([1, 4]);
  });

  test('are none while somebody waits', async () => {
    const first = submit('first');
    submit('second');
    const third = submit('third', 1);
    submit('fourth');
    await first.end();
    expect([third.taken, scheduler.running, scheduler.depth]).toEqual([0, 2, 1]);
  });

  test('go to those who wait as soon as the job has ended', async () => {
    withSlots(3);
    const wide = submit('wide', 2);
    await settle();
    for (const name of ['anna', 'bert', 'carl', 'dora']) submit(name);
    expect(started).toEqual(['wide']);
    await wide.end();
    expect(started).toEqual(['wide', 'anna', 'bert', 'carl']);
    expect([scheduler.running, scheduler.depth]).toEqual([3, 1]);
  });

  test('are free again after a job that failed', async () => {
    const wide = submit('wide', 1);
    await settle();
    expect(scheduler.running).toBe(2);
    wide.fail(new Error('no'));
    await settle();
    expect(scheduler.running).toBe(0);
  });

  test('count for their owner', async () => {
    withSlots(4);
    submit('wide', 1);
    await settle();
    const [, other] = [submit('narrow'), submit('other')];
    submit('wide again');
    submit('narrow again');
    await settle();
    await other?.end();
    expect(started.at(-1)).toBe('narrow again');
  });

  test('are those of the own lane only', async () => {
    const wide = submit('wide', 9);
    await settle();
    expect(wide.taken).toBe(1);
    const light = await scheduler.run(
      { lane: 'light', urgency: 'demand' },
      async (turn) => turn.takeFree(9),
      new AbortController().signal,
    );
    expect(light).toBe(0);
  });
});
