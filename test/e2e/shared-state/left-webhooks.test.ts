/** An origin that is gone with its disk leaves the webhooks that it has not delivered to the others. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Receiver, startReceiver, status } from '../../events/webhooks/receiver.js';
import { SECRET } from '../../events/webhooks/webhooks-under-test.js';
import { ANSWER_MS } from '../../support/budgets.js';
import { readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { startOrigin } from '../../support/origin.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

describe.skipIf(redisMissing)(redisMissing ?? 'an event that two origins notice', () => {
  let redis: TestRedis;
  let endpoint: Receiver;
  const state = { code: 503 };
  beforeAll(async () => {
    redis = await startRedis();
    endpoint = await startReceiver((...exchange) => status(state.code)(...exchange));
  });
  afterAll(async () => {
    await redis.close();
    await endpoint.close();
  });

  const sentIds = () =>
    endpoint.received
      .filter(({ type }) => type === 'asset.indexed')
      .map(({ headers }) => headers['webhook-id']);

  it('is sent by the second when the first was killed before the endpoint took it, with the same id', async () => {
    const env = {
      ...{ ONPLAY_REDIS_URL: redis.url, ONPLAY_FLEET_KEY: randomBytes(32).toString('hex') },
      ...{ ONPLAY_WEBHOOK_URLS: endpoint.url, ONPLAY_WEBHOOK_SECRET: SECRET },
    };
    const first = await startOrigin({ masters: { 'film.mp4': await generateMaster('silent') }, env });
    const { mastersPath: folder, secret, dataPath } = first;
    const second = await startOrigin({ folder, secret, env });
    await readPresentation(first, 'film');
    await vi.waitFor(() => expect(sentIds()).toHaveLength(1));
    await readPresentation(second, 'film');
    const exit = once(first.process, 'exit');
    first.process.kill('SIGKILL');
    await exit;
    await rm(dataPath, { recursive: true, force: true });
    state.code = 204;
    const before = sentIds().length;
    // Half a minute is left to a restart of the first.
    await vi.waitFor(() => expect(sentIds().length).toBeGreaterThan(before), { timeout: ANSWER_MS });
    expect(new Set(sentIds()).size).toBe(1);
    await second.stop();
    await first.stop();
  });
});
