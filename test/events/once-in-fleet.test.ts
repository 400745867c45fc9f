import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { onceInFleet } from '../../src/events/once-in-fleet.js';
import type { WebhookEvent } from '../../src/events/webhooks/webhook-event.js';
import { createSeal } from '../../src/redis/seal.js';
import { FLEET_KEY, openLink } from '../redis/support/links.js';
import { redisMissing, startRedis, type TestRedis } from '../support/redis.js';

const indexed = (asset: string): WebhookEvent => ({
  type: 'asset.indexed',
  timestamp: new Date().toISOString(),
  data: { asset, version: '1-1', durationSeconds: 10 },
});

const started: WebhookEvent = {
  type: 'playback.started',
  timestamp: '2026-01-01T00:00:00.000Z',
  data: { asset: 'film', viewer: null, tenant: null, session: '0123456789abcdef' },
};

describe.skipIf(redisMissing)(`events of a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  async function startProcess() {
    const link = await openLink(redis.url);
    const emitted: WebhookEvent[] = [];
    const emit = onceInFleet(link, createSeal(FLEET_KEY, 'events'), (event) => emitted.push(event));
    return { link, emitted, emit };
  }

  it('are sent by the process that notices them first', async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    one.emit(indexed('film'));
    await vi.waitFor(() => expect(one.emitted).toHaveLength(1));
    two.emit(indexed('film'));
    two.emit(indexed('other'));
    await vi.waitFor(() => expect(two.emitted).toMatchObject([{ data: { asset: 'other' } }]));
  });

  it('are sent by each process where only it can notice them', async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    one.emit(started);
    two.emit(started);
    expect([one.emitted, two.emitted]).toStrictEqual([[started], [started]]);
  });

  it('are sent by each process where Redis is gone', async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    await redis.stop();
    one.emit(indexed('late'));
    two.emit(indexed('late'));
    await vi.waitFor(() => expect([one.emitted.length, two.emitted.length]).toStrictEqual([1, 1]));
    await redis.restart();
  });
});
