/** An invalidation whose process is gone, with its disk, before an edge was notified. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Revocations } from '../../../src/access/revocations/revocations.js';
import { type Edge, EdgeError, type Purge } from '../../../src/edges/edge.js';
import { Invalidations } from '../../../src/edges/invalidation/invalidations.js';
import { LeftInvalidations } from '../../../src/edges/invalidation/left-invalidations.js';
import type { Receipt } from '../../../src/edges/invalidation/receipt.js';
import { ReceiptStore } from '../../../src/edges/invalidation/receipt-store.js';
import {
  adoptEarlierReceipts,
  followReceipts,
  shareReceipt,
} from '../../../src/edges/invalidation/shared-receipts.js';
import { Roster } from '../../../src/redis/roster.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { newChannel, openLink } from '../../redis/support/links.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

const log = pino({ level: 'silent' });
const ASSET = { target: { kind: 'asset', asset: toAssetId('film') }, mode: 'hard' } as const;

describe.skipIf(redisMissing)(redisMissing ?? 'an invalidation that its process has left', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  /** The edge of a fleet: the same for all of its processes. */
  function edgeThat(answers: () => boolean) {
    const purges: Purge[] = [];
    const edge: Edge = {
      name: 'edge',
      pace: { everyMs: 0 },
      purge: async (purge) => {
        if (!answers()) throw new EdgeError('connection refused', { retryAfterMs: 60_000 });
        purges.push(purge);
        return { detail: 'forgotten' };
      },
    };
    return { edge, purges };
  }

  async function startProcess(edge: Edge, options: { folder?: string; graceMs?: number } = {}) {
    const { folder = await mkdtemp(join(tmpdir(), 'onplay-left-')), graceMs = 300 } = options;
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const link = await openLink(redis.url, { prefix: edge.name });
    const [roster, channel] = [new Roster(link, log), await newChannel(redis.url, { link, name: 'control' })];
    const shutdown = new AbortController();
    const completed: Receipt[] = [];
    const invalidations = new Invalidations({
      purge: async () => ({ inProgress: 0, memory: 0, disk: 0 }),
      revocations: new Revocations({ file: join(folder, 'revocations.json'), log }),
      receipts: new ReceiptStore({
        ...{ folder: join(folder, 'receipts'), log },
        onPut: (receipt) => shareReceipt(channel, receipt),
      }),
      onCompleted: (receipt) => completed.push(receipt),
      ...{ edges: [edge], log, shutdownSignal: shutdown.signal },
    });
    const takeOver = invalidations.takeOver.bind(invalidations);
    const left = new LeftInvalidations({
      ...{ link, roster, takeOver, log, graceMs, lookMs: 50 },
      shutdownSignal: shutdown.signal,
    });
    const adopt = (receipt: Receipt, from: string) => {
      invalidations.adopt(receipt);
      left.note(receipt, from);
    };
    followReceipts(channel, adopt);
    await roster.begin();
    await channel.begin();
    await adoptEarlierReceipts(channel, adopt);
    left.begin();
    await invalidations.begin();
    const end = async () => {
      shutdown.abort();
      await invalidations.idle();
      await roster.close();
      await channel.close();
      link.close();
    };
    onTestFinished(end);
    return { invalidations, completed, folder, link, end };
  }

  it('goes on at one of the others, and all show its end', async () => {
    const state = { answers: false };
    const { edge, purges } = edgeThat(() => state.answers);
    const gone = await startProcess({ ...edge, name: 'first' });
    const others = [
      await startProcess({ ...edge, name: 'first' }),
      await startProcess({ ...edge, name: 'first' }),
    ];
    const { id } = await gone.invalidations.start(ASSET);
    await vi.waitFor(() => expect(gone.invalidations.get(id).edges[0]!.attempts).toBe(1));
    await gone.end();
    await rm(gone.folder, { recursive: true });
    state.answers = true;
    await vi.waitFor(() => {
      for (const { invalidations } of others) expect(invalidations.get(id).state).toBe('completed');
    });
    expect(purges).toStrictEqual([ASSET]);
    expect(others.flatMap(({ completed }) => completed)).toHaveLength(1);
    for (const { invalidations } of others) expect(invalidations.list(10)).toHaveLength(1);
  });

  it('goes on at a process that came after that one was gone', async () => {
    const state = { answers: false };
    const { edge, purges } = edgeThat(() => state.answers);
    const gone = await startProcess({ ...edge, name: 'second' });
    const { id } = await gone.invalidations.start(ASSET);
    await vi.waitFor(() => expect(gone.invalidations.get(id).edges[0]!.attempts).toBe(1));
    await gone.end();
    state.answers = true;
    const late = await startProcess({ ...edge, name: 'second' });
    await vi.waitFor(() => expect(late.completed.map((receipt) => receipt.id)).toEqual([id]));
    expect(purges).toStrictEqual([ASSET]);
  });

  it('goes on once at a process that begins again with the same disk', async () => {
    const state = { answers: false };
    const { edge, purges } = edgeThat(() => state.answers);
    const before = await startProcess({ ...edge, name: 'third' });
    const { id } = await before.invalidations.start(ASSET);
    await vi.waitFor(() => expect(before.invalidations.get(id).edges[0]!.attempts).toBe(1));
    await before.end();
    const other = await startProcess({ ...edge, name: 'third' }, { graceMs: 600_000 });
    state.answers = true;
    const after = await startProcess({ ...edge, name: 'third' }, { folder: before.folder });
    await vi.waitFor(() => expect(other.invalidations.get(id).state).toBe('completed'));
    expect(after.completed).toHaveLength(1);
    // It is found among what was left too, and is its own.
    const claim = after.link.key(`invalidation:${id}`);
    await vi.waitFor(async () => expect(await after.link.run((one) => one.exists(claim))).toBe(1));
    await after.invalidations.idle();
    expect(purges).toStrictEqual([ASSET]);
  });
});
