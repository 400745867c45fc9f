/** What an origin leaves that is gone with its disk, while the services that it tells were away: another one goes on with it. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Receiver, startReceiver, status } from '../../events/webhooks/receiver.js';
import { SECRET } from '../../events/webhooks/webhooks-under-test.js';
import { ANSWER_MS } from '../../support/budgets.js';
import { readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';
import { invalidate } from './support/requests.js';

describe.skipIf(redisMissing)(redisMissing ?? 'what an origin leaves that is gone with its disk', () => {
  let redis: TestRedis;
  /** The endpoint of webhooks, and an edge. */
  let services: Receiver;
  const origins: Origin[] = [];
  const state = { code: 503 };

  const webhookIds = () =>
    services.received
      .filter(({ type }) => type === 'asset.indexed')
      .map(({ headers }) => headers['webhook-id']);
  const purges = () => services.received.filter(({ path }) => path === '/edge').map(({ body }) => body);
  const refused = { webhooks: 0, purges: 0 };

  beforeAll(async () => {
    redis = await startRedis();
    services = await startReceiver((...exchange) => status(state.code)(...exchange));
    const edges = [{ kind: 'http', url: new URL('/edge', services.url).href }];
    const env = {
      ...{ ONPLAY_REDIS_URL: redis.url, ONPLAY_FLEET_KEY: randomBytes(32).toString('hex') },
      ...{ ONPLAY_WEBHOOK_URLS: services.url, ONPLAY_WEBHOOK_SECRET: SECRET },
      ONPLAY_EDGES: JSON.stringify(edges),
    };
    const gone = await startOrigin({ masters: { 'film.mp4': await generateMaster('silent') }, env });
    const { mastersPath: folder, secret, dataPath } = gone;
    const other = await startOrigin({ folder, secret, env });
    origins.push(other, gone);
    await readPresentation(gone, 'film');
    await vi.waitFor(() => expect(webhookIds()).not.toEqual([]));
    // It notices the same, and leaves it to the first.
    await readPresentation(other, 'film');
    await invalidate(gone, { asset: 'film' });
    await vi.waitFor(() => expect(purges()).not.toEqual([]));
    const exit = once(gone.process, 'exit');
    gone.process.kill('SIGKILL');
    await exit;
    await rm(dataPath, { recursive: true, force: true });
    Object.assign(refused, { webhooks: webhookIds().length, purges: purges().length });
    state.code = 204;
  });
  afterAll(async () => {
    for (const origin of origins) await origin.stop();
    await redis.close();
    await services.close();
  });

  // Half a minute, and a whole one, are left to a restart of the origin.
  const soon = { timeout: ANSWER_MS };

  it('webhooks that it had claimed are delivered by another, with the same id', async () => {
    await vi.waitFor(() => expect(webhookIds().length).toBeGreaterThan(refused.webhooks), soon);
    expect(new Set(webhookIds()).size).toBe(1);
  });

  it('edges that it had not reached are purged by another, which shows that it is done', async () => {
    await vi.waitFor(() => expect(purges().length).toBeGreaterThan(refused.purges), soon);
    expect(new Set(purges()).size).toBe(1);
    const [other] = origins;
    const headers = { Authorization: `Bearer ${other!.adminKey}` };
    await vi.waitFor(async () => {
      const listed = await (await other!.fetch('/api/invalidations', { headers })).json();
      expect(JSON.stringify(listed)).toContain('"state":"completed"');
      expect(JSON.stringify(listed)).not.toContain('under way');
    });
  });
});
