/** How clients share the slots of a lane, and how one job gets more than one slot. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createScheduler, type Job, type Scheduler } from '../../../src/shared/scheduler/scheduler.js';
import { Urgency } from '../../../src/shared/scheduler/urgency.js';
import { controlledWork, settle, stateOf } from '../../encoder/fixtures/controlled-work.js';

let scheduler: Scheduler;
/** The names of the jobs in the order in which they started. */
let started: string[];

function withSlots(slots: number, maxQueued = 20, clock = () => 0): void {
  started = [];
  scheduler = createScheduler({ slots, lightSlots: 1, maxQueued, clock });
}

beforeEach(() => withSlots(2));

/** Submits a job named after its client, such as `anna 1`, that takes up to `most` free slots beside its own. */
function submit(name: string, most = 0, urgency: Job['urgency'] = 'demand', signal?: AbortSignal) {
  const work = controlledWork(name);
  const submitted = { ...work, taken: 0, isRunning: false, isOver: false };
  const job: Job = { lane: 'heavy', urgency, client: name.split(' ')[0]! };
  const promise = scheduler.run(
    job,
    (turn) => {
      started.push(name);
      submitted.isRunning = true;
      submitted.taken = turn.takeFreeSlots(most);
      return work.start();
    },
    signal ?? new AbortController().signal,
  );
  promise.catch(() => undefined);
  return Object.assign(submitted, {
    promise,
    async end() {
      submitted.isOver = true;
      work.finish();
      await settle();
    },
  });
}

describe('clients', () => {
  test('that queue ten jobs do not keep the one job of another client waiting behind them', async () => {
    const many = Array.from({ length: 10 }, (_, i) => submit(`many ${i}`));
    submit('one');
    await many[0]?.end();
    expect(started).toEqual(['many 0', 'many 1', 'one']);
  });

  test('get equally many slots as long as each has jobs', async () => {
    const many = Array.from({ length: 4 }, (_, i) => submit(`many ${i}`));
    const few = [submit('few 0'), submit('few 1')];
    await many[0]?.end();
    await many[1]?.end();
    await few[0]?.end();
    expect(started).toEqual(['many 0', 'many 1', 'few 0', 'many 2', 'few 1']);
  });

  test('that hold equally many slots are served in order of arrival', async () => {
    const first = submit('busy');
    submit('other');
    for (const name of ['anna', 'bert', 'carl']) submit(name);
    await first.end();
    expect(started.at(-1)).toBe('anna');
  });

  test('wait behind demand with their prefetch, however few slots they hold', async () => {
    const [first] = [submit('many 0'), submit('many 1'), submit('few', 0, 'prefetch'), submit('many 2')];
    await first.end();
    expect(started).toEqual(['many 0', 'many 1', 'many 2']);
  });

  test('share the slots for prefetch fairly too', async () => {
    const [first] = [submit('many 0'), submit('many 1')];
    for (const name of ['many 2', 'many 3', 'few']) submit(name, 0, 'prefetch');
    await first.end();
    expect(started.at(-1)).toBe('few');
  });

  test('that hold equally many slots are served by deadline before order of arrival', async () => {
    const [first] = [submit('busy'), submit('other')];
    const due = (ms: number) => new Urgency('demand', ms);
    submit('late', 0, due(9000));
    submit('soon', 0, due(3000));
    submit('sooner', 0, due(1000));
    await first.end();
    expect(started.at(-1)).toBe('sooner');
  });

  test('with deadlines in the same second take turns', async () => {
    const [first, second] = [submit('busy'), submit('other')];
    const due = (ms: number) => new Urgency('demand', ms);
    submit('busy again', 0, due(5000));
    submit('new', 0, due(5900));
    await first.end();
    await second.end();
    expect(started.slice(2)).toEqual(['new', 'busy again']);
  });

  test('do not get more slots than others by earlier deadlines', async () => {
    const hasty = Array.from({ length: 3 }, (_, i) => submit(`hasty ${i}`, 0, new Urgency('demand', 0)));
    submit('calm', 0, new Urgency('demand', 60_000));
    await hasty[0]?.end();
    expect(started).toEqual(['hasty 0', 'hasty 1', 'calm']);
  });

  test('move up when a caller with an earlier deadline joins', async () => {
    const [first] = [submit('busy'), submit('other')];
    submit('anna', 0, new Urgency('demand', 5000));
    const joined = new Urgency('demand', 9000);
    submit('bert', 0, joined);
    joined.setDeadline(2000);
    joined.setDeadline(8000);
    await first.end();
    expect(started.at(-1)).toBe('bert');
  });

  test('are one and the same for all jobs without a client', async () => {
    const [first] = [submit(''), submit(''), submit(''), submit('one')];
    await first.end();
    expect(started).toEqual(['', '', 'one']);
  });
});

describe('slots that are free', () => {
  test('are taken in addition to the first, no more than requested and no more than there are', async () => {
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

  test('cannot be taken while jobs wait', async () => {
    const first = submit('first');
    submit('second');
    const third = submit('third', 1);
    submit('fourth');
    await first.end();
    expect([third.taken, scheduler.running, scheduler.depth]).toEqual([0, 2, 1]);
  });

  test('go to waiting jobs as soon as the job has ended', async () => {
    withSlots(3);
    const wide = submit('wide', 2);
    await settle();
    for (const name of ['anna', 'bert', 'carl', 'dora']) submit(name);
    expect(started).toEqual(['wide']);
    await wide.end();
    expect(started).toEqual(['wide', 'anna', 'bert', 'carl']);
    expect([scheduler.running, scheduler.depth]).toEqual([3, 1]);
  });

  test('are released by a job that fails', async () => {
    const wide = submit('wide', 1);
    await settle();
    expect(scheduler.running).toBe(2);
    wide.fail(new Error('no'));
    await settle();
    expect(scheduler.running).toBe(0);
  });

  test('count towards the share of their client', async () => {
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

  test('are those of the same lane only', async () => {
    const wide = submit('wide', 9);
    await settle();
    expect(wide.taken).toBe(1);
    const light = await scheduler.run(
      { lane: 'light', urgency: 'demand' },
      async (turn) => turn.takeFreeSlots(9),
      new AbortController().signal,
    );
    expect(light).toBe(0);
  });
});

describe('a client that submits a hundred jobs at once', () => {
  test('delays another client by no more than one of its own jobs, whatever their deadlines are', async () => {
    const milliseconds = fc.integer({ min: 0, max: 4000 });
    const greedyDues = fc.array(milliseconds, { minLength: 1, maxLength: 100, size: 'max' });
    const property = fc.asyncProperty(
      ...[fc.integer({ min: 1, max: 4 }), greedyDues, milliseconds, fc.nat(20)],
      async (slots, dues, due, ended) => {
        let now = 10_000;
        withSlots(slots, 200, () => now);
        const greedy = dues.map((ms, i) => submit(`greedy ${i}`, 0, new Urgency('demand', now + ms)));
        const endNext = async () => {
          now += 500;
          await greedy.find(({ isRunning, isOver }) => isRunning && !isOver)?.end();
        };
        await settle();
        for (let i = 0; i < ended; i++) await endNext();
        const before = started.length;
        submit('viewer', 0, new Urgency('demand', now + due));
        await endNext();
        await endNext();
        expect(started.slice(before, before + 2)).toContain('viewer');
      },
    );
    await fc.assert(property, { seed: 20, numRuns: 100 });
  });

  test('does not fill the queue: its youngest job is dropped instead of a newcomer', async () => {
    withSlots(1, 8);
    const greedy = Array.from({ length: 9 }, (_, i) => submit(`greedy ${i}`));
    const others = ['anna', 'bert', 'carl'].map((name) => submit(name));
    const last = submit('greedy 9');
    await settle();
    expect(await Promise.all(others.map(({ promise }) => stateOf(promise)))).toEqual(
      Array(3).fill('pending'),
    );
    expect(await Promise.all(greedy.map(({ promise }) => stateOf(promise)))).toEqual([
      ...Array(6).fill('pending'),
      ...Array(3).fill('queue_full'),
    ]);
    expect(await stateOf(last.promise)).toBe('queue_full');
    expect(scheduler.depth).toBe(8);
  });

  test('counts as one waiting client, however many jobs it has queued', async () => {
    withSlots(1, 200);
    for (let i = 0; i < 100; i++) submit(`greedy ${i}`);
    for (const name of ['anna', 'anna again', 'bert', 'carl']) submit(name);
    submit('dora', 0, 'prefetch');
    expect([scheduler.waitingClients('eve'), scheduler.waitingClients('greedy')]).toEqual([4, 3]);
  });
});

describe('a job that several clients wait for', () => {
  const joint = (...clients: string[]) => {
    const urgency = new Urgency('demand');
    for (const client of clients) urgency.join(() => [client]);
    return urgency;
  };

  test('is served when the first of these clients would be', async () => {
    withSlots(1);
    const greedy = submit('greedy 0');
    submit('greedy 1');
    submit('greedy 2', 0, joint('greedy', 'anna'));
    await greedy.end();
    expect(started).toEqual(['greedy 0', 'greedy 2']);
  });

  test('is not dropped because of the excess of one of them', async () => {
    withSlots(1, 3);
    submit('greedy 0');
    const [second, third] = [submit('greedy 1'), submit('greedy 2')];
    const shared = submit('greedy 3', 0, joint('greedy', 'anna'));
    submit('bert');
    expect(await Promise.all([second, third, shared].map(({ promise }) => stateOf(promise)))).toEqual([
      ...['pending', 'queue_full', 'pending'],
    ]);
  });

  test('counts once for all of them', () => {
    withSlots(1);
    submit('first');
    submit('shared', 0, joint('anna', 'bert'));
    submit('anna');
    expect([scheduler.waitingClients('eve'), scheduler.waitingClients('anna')]).toEqual([1, 0]);
  });
});

test('a prefetch that starts because it was promoted counts as demand', async () => {
  withSlots(1);
  const prefetch = submit('prefetch', 0, 'prefetch');
  const urgency = new Urgency('prefetch');
  const promoted = submit('promoted', 0, urgency);
  urgency.promote();
  await settle();
  expect(started).toEqual(['prefetch', 'promoted']);
  await promoted.end();
  await prefetch.end();
  submit('next');
  await settle();
  expect(started.at(-1)).toBe('next');
});

describe('what runs in the background', () => {
  const background = (name: string) => submit(name, 0, 'background');

  test('starts when nothing else waits, after all that does', async () => {
    const first = [submit('anna'), submit('bert')];
    background('file');
    submit('carl', 0, 'prefetch');
    submit('dora');
    await first[0]?.end();
    await first[1]?.end();
    expect(started).toEqual(['anna', 'bert', 'dora', 'carl']);
  });

  test('delays neither demand nor prefetch, whatever runs of it', async () => {
    background('file 1');
    background('file 2');
    background('file 3');
    submit('anna', 0, 'prefetch');
    submit('bert', 0, 'prefetch');
    submit('carl');
    await settle();
    expect(started).toEqual(['file 1', 'file 2', 'anna', 'bert', 'carl']);
  });

  test('does not count as waiting, and is the first to be dropped', async () => {
    withSlots(1, 2);
    submit('anna');
    const files = [background('file 1'), background('file 2')];
    expect(scheduler.depth).toBe(0);
    submit('bert', 0, 'prefetch');
    expect(await stateOf(files[1]!.promise)).toBe('queue_full');
    expect(await stateOf(files[0]!.promise)).toBe('pending');
    expect(scheduler.depth).toBe(1);
  });

  test('goes ahead as what it was promoted to, and starts for its viewer', async () => {
    withSlots(1);
    const first = submit('anna');
    const urgency = new Urgency('background');
    submit('file', 0, urgency);
    submit('bert', 0, 'prefetch');
    urgency.promote('prefetch');
    urgency.promote('demand');
    urgency.promote('prefetch');
    expect(urgency.priority).toBe('demand');
    await first.end();
    expect(started).toEqual(['anna', 'file']);
  });
});
