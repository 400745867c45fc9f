/** Webhooks of a fleet: what a process leaves behind whose disk goes with it, another one delivers. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SharedMessages } from '../../../src/events/webhooks/shared-messages.js';
import { createSeal } from '../../../src/redis/seal.js';
import { FLEET_KEY, openLink } from '../../redis/support/links.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';
import { type Answer, status } from './receiver.js';
import { indexed, nameIn, receiver, startWebhooks } from './webhooks-under-test.js';

/** For the tests of those that are gone: hardly longer than a look. */
const SHORT = { graceMs: 300, lookMs: 50 };

describe.skipIf(redisMissing)(`webhooks of a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  /** A process with a disk of its own, unless it is given one. */
  async function startProcess(url: string, options: { folder?: string; graceMs?: number } = {}) {
    const { graceMs = SHORT.graceMs, ...rest } = options;
    const link = await openLink(redis.url, { prefix: url });
    const seal = createSeal(FLEET_KEY, 'webhooks');
    const shared = new SharedMessages({ link, seal, graceMs, lookMs: SHORT.lookMs });
    const started = await startWebhooks([url], { shared, ...rest });
    const key = (name: string) => link.key(`webhooks:${name}`);
    /** As when it is killed: nothing more is said or sent. */
    const kill = async () => {
      shared.close();
      link.close();
      await started.webhooks.close();
    };
    const copies = () => link.run((one) => one.keys(key('messages:*')));
    return { ...started, link, key, kill, copies };
  }

  /** Refuses everything until it is told otherwise. */
  function refusing() {
    const state = { code: 503 };
    const answer: Answer = (...exchange) => status(state.code)(...exchange);
    return { state, answer };
  }

  it('are delivered by another process, with the same id, when the one that had them is gone with its disk', async () => {
    const { state, answer } = refusing();
    const { url, received } = await receiver(answer);
    const gone = await startProcess(url);
    gone.webhooks.emit(indexed('left'));
    await vi.waitFor(() => expect(gone.webhooks.counts.failedAttempts).toBe(1));
    await gone.kill();
    await rm(gone.folder, { recursive: true });
    state.code = 204;
    const { webhooks, later } = await startProcess(url);
    await vi.waitFor(() => expect(webhooks.depth).toBe(1));
    await later();
    expect(webhooks.counts.delivered).toBe(1);
    expect(received.map(({ body }) => nameIn(body))).toEqual(['left', 'left']);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('are delivered by one of several that are left, and by none again', async () => {
    const { state, answer } = refusing();
    const { url, received } = await receiver(answer);
    const gone = await startProcess(url);
    for (const name of ['one', 'two', 'three']) gone.webhooks.emit(indexed(name));
    await vi.waitFor(() => expect(gone.webhooks.counts.failedAttempts).toBe(3));
    const others = [await startProcess(url), await startProcess(url)];
    await gone.kill();
    const refused = received.length;
    state.code = 204;
    await vi.waitFor(() => expect(others.reduce((sum, { webhooks }) => sum + webhooks.depth, 0)).toBe(3));
    await Promise.all(others.map(({ later }) => later()));
    const delivered = received.slice(refused).map(({ body }) => nameIn(body));
    expect(delivered.toSorted()).toEqual(['one', 'three', 'two']);
    await vi.waitFor(async () => expect(await others[0]!.copies()).toEqual([]));
  });

  it('are left to a process that begins again with the same disk', async () => {
    const { state, answer } = refusing();
    const { url } = await receiver(answer);
    const graceMs = 600_000;
    const before = await startProcess(url, { graceMs });
    before.webhooks.emit(indexed());
    await vi.waitFor(() => expect(before.webhooks.counts.failedAttempts).toBe(1));
    await before.kill();
    const other = await startProcess(url, { graceMs });
    const after = await startProcess(url, { graceMs, folder: before.folder });
    expect(after.webhooks.depth).toBe(1);
    state.code = 204;
    await after.later();
    expect([after.webhooks.counts.delivered, other.webhooks.depth]).toEqual([1, 0]);
    await vi.waitFor(async () => expect(await after.copies()).toEqual([]));
  });

  it('are copied again when Redis has forgotten them', async () => {
    const { answer } = refusing();
    const { url } = await receiver(answer);
    const { webhooks, copies, kill } = await startProcess(url);
    webhooks.emit(indexed('kept'));
    await vi.waitFor(() => expect(webhooks.counts.failedAttempts).toBe(1));
    await redis.stop();
    await redis.restart();
    await vi.waitFor(async () => expect(await copies()).toHaveLength(1));
    await kill();
    const other = await startProcess(url);
    await vi.waitFor(() => expect(other.webhooks.depth).toBe(1));
  });

  it('are not sent where a stranger has put them into Redis', async () => {
    const { url, received } = await receiver();
    const { webhooks, link, key, copies } = await startProcess(url);
    const outbox = 'feedfeedfeedfeed';
    const id = `msg_${'0'.repeat(32)}`;
    await link.run((one) => one.hset(key(`messages:${outbox}`), { [id]: 'x'.repeat(200), other: '' }));
    await link.run((one) => one.sadd(key('outboxes'), outbox, '../..'));
    await vi.waitFor(async () => expect(await copies()).toEqual([]));
    await webhooks.idle();
    expect([received, webhooks.depth]).toEqual([[], 0]);
  });
});
