/** How tenants share the slots of a lane, and then the clients of each. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { clientName, tenantOfClient } from '../../../src/shared/scheduler/client-name.js';
import { createScheduler, type Scheduler } from '../../../src/shared/scheduler/scheduler.js';
import { Urgency } from '../../../src/shared/scheduler/urgency.js';
import { controlledWork, settle, stateOf } from '../../encoder/fixtures/controlled-work.js';

let scheduler: Scheduler;
/** The jobs in the order in which they started. */
let started: string[];

function withSlots(slots: number, maxQueued = 20, clock = () => 0): void {
  started = [];
  scheduler = createScheduler({ slots, lightSlots: 1, maxQueued, clock });
}

beforeEach(() => withSlots(1));

/** Submits a job that is named after its tenant and client, such as `acme/ann 1`; one without a tenant is `ann 1`. */
function submit(name: string, urgency = new Urgency('demand')) {
  const work = controlledWork(name);
  const submitted = { ...work, isRunning: false, isOver: false };
  const promise = scheduler.run(
    { lane: 'heavy', urgency, client: clientOf(name) },
    () => {
      started.push(name);
      submitted.isRunning = true;
      return work.start();
    },
    new AbortController().signal,
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

function clientOf(name: string): string {
  const [, tenant, viewer = ''] = /^(?:(.*)\/)?(\S+)/.exec(name) ?? [];
  return clientName(viewer, tenant);
}

test('the name of a client has its tenant, whatever both are', () => {
  const anyName = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\p{Cc}/u.test(text));
  fc.assert(
    fc.property(anyName, anyName, (name, tenant) => {
      expect([tenantOfClient(clientName(name, tenant)), tenantOfClient(clientName(name, undefined))]).toEqual(
        [...[tenant, '']],
      );
    }),
    { seed: 13 },
  );
});

describe('tenants', () => {
  test('take turns, however many clients each has', async () => {
    const first = submit('acme/ann');
    for (const client of ['ben', 'cid', 'dan']) submit(`acme/${client}`);
    const other = submit('globex/eve');
    await first.end();
    await other.end();
    expect(started).toEqual(['acme/ann', 'globex/eve', 'acme/ben']);
  });

  test('get equally many slots as long as each has jobs', async () => {
    withSlots(2);
    const running = [submit('acme/ann'), submit('acme/ben')];
    for (const client of ['cid', 'dan']) submit(`acme/${client}`);
    submit('globex/eve');
    submit('globex/eve again');
    await running[0]?.end();
    await running[1]?.end();
    expect(started.slice(2)).toEqual(['globex/eve', 'acme/cid']);
  });

  test('share among their own clients as if there were no others', async () => {
    const first = submit('acme/ann 1');
    submit('acme/ann 2');
    submit('acme/ben');
    const other = submit('globex/eve 1');
    submit('globex/eve 2');
    await first.end();
    await other.end();
    expect(started).toEqual(['acme/ann 1', 'globex/eve 1', 'acme/ben']);
  });

  test('of the same viewer are two, and those without are one more', async () => {
    const first = submit('acme/ann 1');
    for (const name of ['acme/ann 2', 'ann', 'ben', 'globex/ann']) submit(name);
    const isRunning = () => started.at(-1);
    await first.end();
    expect(isRunning()).toBe('ann');
    expect(scheduler.waitingClients(clientName('eve', 'third'))).toBe(3);
  });

  test('lose jobs when the queue is full where they have most, however few each client has', async () => {
    withSlots(1, 4);
    submit('acme/ann');
    const acme = ['ben', 'cid', 'dan'].map((client) => submit(`acme/${client}`));
    const globex = [submit('globex/eve 1'), submit('globex/eve 2')];
    await settle();
    const states = await Promise.all([...acme, ...globex].map(({ promise }) => stateOf(promise)));
    expect(states).toEqual(['pending', 'pending', 'queue_full', 'pending', 'pending']);
  });

  test('have a newcomer wait for one turn of each other one, and for the clients of its own', () => {
    withSlots(1, 200);
    submit('acme/first');
    for (let i = 0; i < 100; i++) submit(`acme/viewer-${i}`);
    for (const client of ['eve', 'fay']) submit(`globex/${client}`);
    const ahead = (tenant: string | undefined) => scheduler.waitingClients(clientName('new', tenant));
    expect([ahead(undefined), ahead('globex'), ahead('acme')]).toEqual([2, 2 + 3, 100 + 2]);
  });
});

test('a tenant with a hundred clients delays another by no more than one of its own jobs, whatever their deadlines are', async () => {
  const milliseconds = fc.integer({ min: 0, max: 4000 });
  const greedyDues = fc.array(milliseconds, { minLength: 1, maxLength: 100, size: 'max' });
  const property = fc.asyncProperty(
    ...[fc.integer({ min: 1, max: 4 }), greedyDues, milliseconds, fc.nat(20)],
    async (slots, dues, due, ended) => {
      let now = 10_000;
      withSlots(slots, 200, () => now);
      const greedy = dues.map((ms, i) => submit(`greedy/viewer-${i}`, new Urgency('demand', now + ms)));
      const endNext = async () => {
        now += 500;
        await greedy.find(({ isRunning, isOver }) => isRunning && !isOver)?.end();
      };
      await settle();
      for (let i = 0; i < ended; i++) await endNext();
      const before = started.length;
      submit('modest/viewer', new Urgency('demand', now + due));
      await endNext();
      await endNext();
      expect(started.slice(before, before + 2)).toContain('modest/viewer');
    },
  );
  await fc.assert(property, { seed: 20, numRuns: 100 });
});

test('a job that viewers of two tenants wait for is served in the turn of the first of them', async () => {
  const first = submit('acme/ann');
  submit('acme/ben');
  const shared = new Urgency('demand');
  for (const name of ['acme/cid', 'globex/eve']) shared.join(() => [clientOf(name)]);
  submit('acme/cid', shared);
  await first.end();
  expect(started).toEqual(['acme/ann', 'acme/cid']);
});
