/** One encode in the whole fleet, however origins ask and leave. */
import { describe, expect, test, vi } from 'vitest';
import { jobIdOf } from '../../../src/fleet/jobs/job.js';
import { Urgency } from '../../../src/shared/scheduler/urgency.js';
import { audioRef, job, videoRef } from '../../fleet/support/jobs.js';
import { redisMissing } from '../../support/redis.js';
import { bytesFrom, QUEUES, testFleet } from './support/test-fleet.js';

describe.skipIf(redisMissing)('a segment that a fleet encodes', () => {
  test('is encoded once for all origins that ask, at once or a little later', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origins = [await startOrigin(), await startOrigin()];
    const asked = origins.flatMap(({ ask }) => [ask(videoRef()), ask(videoRef())]);
    await vi.waitFor(() => expect(encodes.started).toHaveLength(1));
    encodes.finish();
    const expected = bytesFrom(encodes, videoRef());
    expect(await Promise.all(asked.map(({ bytes }) => bytes))).toEqual(asked.map(() => expected));
    const late = await startOrigin();
    expect(await late.ask(videoRef()).bytes).toBe(expected);
    expect(encodes.started).toEqual([videoRef().key]);
    expect([...origins, late].flatMap(({ local }) => local.started)).toEqual([]);
  });

  test('is removed from the queue, or ended on its worker, when the last origin leaves', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const [one, other] = [await startOrigin(), await startOrigin()];
    const running = [one.ask(videoRef(0)), other.ask(videoRef(0))];
    await vi.waitFor(() => expect(encodes.started).toEqual([videoRef(0).key]));
    const waiting = one.ask(videoRef(1));
    await vi.waitFor(() => expect(one.fleet.status.workers).toBe(1));
    waiting.leave();
    running[0]!.leave();
    await expect(waiting.bytes).rejects.toMatchObject({ code: 'encode_cancelled' });
    await expect(running[0]!.bytes).rejects.toMatchObject({ code: 'encode_cancelled' });
    // The other origin still waits.
    expect(encodes.cancelled).toEqual([]);
    running[1]!.leave();
    await vi.waitFor(() => expect(encodes.cancelled).toEqual([videoRef(0).key]));
    // The worker is free for what is asked for next, and never saw what had been removed.
    const next = other.ask(videoRef(2));
    await vi.waitFor(() => expect(encodes.started).toEqual([videoRef(0).key, videoRef(2).key]));
    encodes.finish();
    expect(await next.bytes).toBe(bytesFrom(encodes, videoRef(2)));
  });

  test('is asked for anew when it is wanted again right after it was left', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origin = await startOrigin();
    const first = origin.ask(videoRef());
    await vi.waitFor(() => expect(encodes.started).toHaveLength(1));
    first.leave();
    const again = origin.ask(videoRef());
    await vi.waitFor(() => {
      encodes.finish();
      expect(encodes.started.length).toBeGreaterThan(0);
    });
    const finishing = setInterval(() => encodes.finish(), 50);
    expect(await again.bytes.finally(() => clearInterval(finishing))).toBe(bytesFrom(encodes, videoRef()));
    expect(origin.local.started).toEqual([]);
  });

  test('is ended when the origin that waited for it was killed', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origin = await startOrigin();
    origin.ask(videoRef());
    await vi.waitFor(() => expect(encodes.started).toHaveLength(1));
    await origin.kill();
    await vi.waitFor(() => expect(encodes.cancelled).toHaveLength(1));
  });

  test('is finished when the origin that asked first was killed and another one waits', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const [killed, other] = [await startOrigin(), await startOrigin()];
    killed.ask(videoRef());
    await vi.waitFor(() => expect(encodes.started).toHaveLength(1));
    const { bytes } = other.ask(videoRef());
    await killed.kill();
    // Longer than the heartbeat of the killed one holds.
    await vi.waitFor(async () =>
      expect(await other.link.run((redis) => redis.keys('test:fleet:origin:*'))).toHaveLength(1),
    );
    expect(encodes.cancelled).toEqual([]);
    encodes.finish();
    expect(await bytes).toBe(bytesFrom(encodes, videoRef()));
    expect(encodes.started).toHaveLength(1);
  });

  test('waits in the lane of its kind: audio does not wait behind video', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origin = await startOrigin();
    const asked = [origin.ask(videoRef(0)), origin.ask(videoRef(1)), origin.ask(audioRef(0))];
    await vi.waitFor(() => expect(encodes.started).toHaveLength(2));
    expect(new Set(encodes.started)).toEqual(new Set([videoRef(0).key, audioRef(0).key]));
    encodes.automatic = true;
    encodes.finish();
    await Promise.all(asked.map(({ bytes }) => bytes));
  });

  test('is taken by urgency: a prefetch waits for all demand, until a viewer comes to need it', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({ automatic: false });
    const origin = await startOrigin();
    const asked = [origin.ask(videoRef(0))];
    await vi.waitFor(() => expect(encodes.started).toHaveLength(1));
    const urgencies = [new Urgency('prefetch'), new Urgency('prefetch'), new Urgency('demand')];
    asked.push(...urgencies.map((urgency, i) => origin.ask(videoRef(i + 1), urgency)));
    const key = `test:jobs:${QUEUES.heavy}:prioritized`;
    const waiting = () => origin.link.run((redis) => redis.zrangebyscore(key, '-inf', '+inf'));
    await vi.waitFor(async () => expect(await waiting()).toHaveLength(3));
    urgencies[1]!.promote();
    await vi.waitFor(async () => expect((await waiting()).at(-1)).toBe(jobIdOf(job(1))));
    const order = [0, 3, 2, 1].map((segment) => videoRef(segment).key);
    for (let count = 1; count <= order.length; count++) {
      await vi.waitFor(() => expect(encodes.started).toHaveLength(count));
      encodes.finish();
    }
    await Promise.all(asked.map(({ bytes }) => bytes));
    // The promoted one has the later turn among the tenant's, or the earlier: both before what is only prefetched.
    expect(encodes.started.at(-1)).toBe(order.at(-1));
    expect(new Set(encodes.started.slice(1, 3))).toEqual(new Set(order.slice(1, 3)));
  });

  test('of another build of the encoder is left to workers of that build', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker({
      queues: { heavy: 'heavy-0000000000000000', light: 'light-0000000000000000' },
    });
    const origin = await startOrigin();
    expect(await origin.ask(videoRef()).bytes).toBe(bytesFrom(origin.local, videoRef()));
    expect(encodes.started).toEqual([]);
  });

  test('that costs nothing is no job: init segments and copies', async () => {
    const { startOrigin, startWorker } = await testFleet();
    const { encodes } = await startWorker();
    const origin = await startOrigin();
    expect(await origin.ask(videoRef('init')).bytes).toBe(bytesFrom(origin.local, videoRef('init')));
    expect(encodes.started).toEqual([]);
  });
});
