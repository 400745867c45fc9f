/** Whose job is next when workers have more to do than they can, with a real Redis and BullMQ. */
import { describe, expect, test, vi } from 'vitest';
import { clientName } from '../../../src/shared/scheduler/client-name.js';
import { Urgency } from '../../../src/shared/scheduler/urgency.js';
import { segmentOfFilm } from '../../fleet/support/jobs.js';
import { redisMissing } from '../../support/redis.js';
import type { ControlledProducer } from './support/controlled-producer.js';
import { QUEUES, type TestOrigin, testFleet } from './support/test-fleet.js';

const [now, later] = [
  () => new Urgency('demand', 0),
  () => new Urgency('demand', performance.now() + 600_000),
];
const prefetch = () => new Urgency('prefetch');
const modest = segmentOfFilm('modest/film', 3);

describe.skipIf(redisMissing)('the next job of a tenant', () => {
  /** A fleet with one slot, which another tenant has taken and for which it waits with more jobs. */
  async function busyFleet(urgency: () => Urgency) {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origin = await startOrigin();
    const greedy = Array.from({ length: 6 }, (_, film) => ({
      ref: segmentOfFilm(`greedy/film-${film}`),
      urgent: urgency(),
    }));
    origin.ask(greedy[0]!.ref, greedy[0]!.urgent);
    await vi.waitFor(() => expect(encodes.started).toHaveLength(1));
    for (const { ref, urgent } of greedy.slice(1)) origin.ask(ref, urgent);
    await waiting(origin, greedy.length - 1);
    return { encodes, origin, greedy };
  }

  test('waits for the encode in progress alone, whatever of it is prefetched', async () => {
    const { encodes, origin, greedy } = await busyFleet(later);
    for (const segment of [0, 1, 2]) origin.ask(segmentOfFilm('modest/film', segment), prefetch());
    await waiting(origin, greedy.length - 1 + 3);
    origin.ask(modest, later());
    await waiting(origin, greedy.length - 1 + 4);
    await nextIs(encodes, modest.key);
  });

  test('waits no longer where the other tenant comes to need its own sooner', async () => {
    const { encodes, origin, greedy } = await busyFleet(later);
    origin.ask(modest, later());
    await waiting(origin, greedy.length);
    const before = await priorities(origin);
    for (const { urgent } of greedy) urgent.setDeadline(0);
    await moved(origin, before, greedy.length - 1);
    await nextIs(encodes, modest.key);
  });

  test('waits no longer where it was prefetched before', async () => {
    const { encodes, origin, greedy } = await busyFleet(now);
    const urgency = prefetch();
    for (const segment of [0, 1]) origin.ask(segmentOfFilm('modest/film', segment), prefetch());
    origin.ask(modest, urgency);
    await waiting(origin, greedy.length - 1 + 3);
    const before = await priorities(origin);
    urgency.promote();
    await moved(origin, before, 1);
    await nextIs(encodes, modest.key);
  });

  test('waits for the encode in progress alone where tokens name the tenants, and all want the same film', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origins = [await startOrigin(), await startOrigin()];
    const greedy = Array.from({ length: 3 }, (_, segment) => segmentOfFilm('film', segment));
    const askFor = (i: number) => origins[i % 2]!.ask(greedy[i]!, now(), clientName(`viewer ${i}`, 'greedy'));
    askFor(0);
    // The job of its first turn is in progress: of two origins, either may ask first and be later in the queue.
    await vi.waitFor(() => expect(encodes.started).toHaveLength(1));
    for (const i of [1, 2]) askFor(i);
    await waiting(origins[0]!, greedy.length - 1);
    origins[0]!.ask(segmentOfFilm('film', 3), later(), clientName('viewer 0', 'modest'));
    await waiting(origins[0]!, greedy.length);
    await nextIs(encodes, segmentOfFilm('film', 3).key);
  });

  test.each([
    ['the same origin', 0],
    ['another origin', 1],
  ])('waits no longer for a segment that another tenant asked for before, at %s', async (_where, at) => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origins = [await startOrigin(), await startOrigin()];
    const urgencies = Array.from({ length: 4 }, () => now());
    for (const [segment, urgency] of urgencies.entries()) {
      origins[0]!.ask(segmentOfFilm('film', segment), urgency, clientName('viewer', 'greedy'));
      await vi.waitFor(async () => expect(await countOf(origins[0]!)).toBe(segment + 1));
    }
    await vi.waitFor(() => expect(encodes.started).toEqual([segmentOfFilm('film').key]));
    const before = await priorities(origins[0]!);
    const modest = clientName('viewer', 'modest');
    if (at === 0) {
      urgencies[3]!.join(() => [clientName('viewer', 'greedy')]);
      urgencies[3]!.join(() => [modest]);
    } else origins[1]!.ask(segmentOfFilm('film', 3), now(), modest);
    await moved(origins[0]!, before, 1);
    await nextIs(encodes, segmentOfFilm('film', 3).key);
  });
});

async function nextIs(encodes: ControlledProducer, key: string): Promise<void> {
  encodes.finish();
  await vi.waitFor(() => expect(encodes.started).toHaveLength(2));
  expect(encodes.started[1]).toBe(key);
}

async function waiting(origin: TestOrigin, jobs: number): Promise<void> {
  await vi.waitFor(async () => expect((await priorities(origin)).size).toBe(jobs));
}

async function moved(origin: TestOrigin, before: ReadonlyMap<string, string>, jobs: number): Promise<void> {
  await vi.waitFor(async () => {
    const moved = [...(await priorities(origin))].filter(([id, priority]) => before.get(id) !== priority);
    expect(moved).toHaveLength(jobs);
  });
}

/** The jobs that wait, each with its place in BullMQ's order. */
async function priorities({ link }: TestOrigin): Promise<ReadonlyMap<string, string>> {
  const key = link.key(`jobs:${QUEUES.heavy}:prioritized`);
  const scored = await link.run((redis) => redis.zrangebyscore(key, '-inf', '+inf', 'WITHSCORES'));
  return new Map(scored.flatMap((id, i) => (i % 2 === 0 ? [[id, scored[i + 1] ?? ''] as const] : [])));
}

/** The jobs that wait or are in progress. */
async function countOf({ link }: TestOrigin): Promise<number> {
  const keyOf = (state: string) => link.key(`jobs:${QUEUES.heavy}:${state}`);
  const [waiting, active] = await Promise.all([
    link.run((redis) => redis.zcard(keyOf('prioritized'))),
    link.run((redis) => redis.llen(keyOf('active'))),
  ]);
  return waiting + active;
}
