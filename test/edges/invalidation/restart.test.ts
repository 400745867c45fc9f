import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Revocations } from '../../../src/access/revocations/revocations.js';
import { type Edge, EdgeError, type Purge } from '../../../src/edges/edge.js';
import { Invalidations } from '../../../src/edges/invalidation/invalidations.js';
import type { Receipt } from '../../../src/edges/invalidation/receipt.js';
import { ReceiptStore } from '../../../src/edges/invalidation/receipt-store.js';
import { MemoryTier } from '../../../src/segments/stores/memory-tier.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const log = pino({ level: 'silent' });
const ASSET = { target: { kind: 'asset', asset: toAssetId('film') }, mode: 'hard' } as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-restart-'));
});
afterEach(() => rm(folder, { recursive: true }));

function edgeThat(answers: () => boolean) {
  const orders: Purge[] = [];
  const edge: Edge = {
    name: 'edge',
    pace: { everyMs: 0 },
    purge: async (order) => {
      if (!answers()) throw new EdgeError('nobody is there', { retryAfterMs: 60_000 });
      orders.push(order);
      return { detail: 'forgotten' };
    },
  };
  return { edge, orders };
}

/** One life of a server, as far as invalidations go. */
async function life(edges: readonly Edge[]) {
  const shutdownSignal = new AbortController();
  const completed: Receipt[] = [];
  const invalidations = new Invalidations({
    library: { forget: async () => undefined, forgetAll: async () => undefined },
    coordinator: { cancel: () => 0 },
    memory: new MemoryTier({ maxBytes: 1000, ttlMs: 1000 }),
    revocations: new Revocations({ file: join(folder, 'revocations.json'), log }),
    receipts: new ReceiptStore({ folder: join(folder, 'receipts'), log }),
    onCompleted: (receipt) => completed.push(receipt),
    ...{ edges, log, shutdownSignal: shutdownSignal.signal },
  });
  await invalidations.begin();
  const end = async () => {
    shutdownSignal.abort();
    await invalidations.idle();
  };
  return { invalidations, completed, end };
}

describe('an invalidation that an edge was not told', () => {
  it('is taken up by the next process', async () => {
    const away = await life([edgeThat(() => false).edge]);
    const { id } = await away.invalidations.start(ASSET, 'msg_1');
    await vi.waitFor(() => expect(away.invalidations.get(id).edges[0]!.attempts).toBe(1));
    await away.end();
    expect(away.completed).toStrictEqual([]);

    const { edge, orders } = edgeThat(() => true);
    const next = await life([edge]);
    await vi.waitFor(() => expect(next.completed).toHaveLength(1));
    expect(next.invalidations.get(id)).toMatchObject({ state: 'completed', target: ASSET.target });
    expect(orders).toStrictEqual([ASSET]);
    await next.end();
  });

  it('has still one effect for each message', async () => {
    const first = await life([edgeThat(() => true).edge]);
    const { id } = await first.invalidations.start(ASSET, 'msg_1');
    await vi.waitFor(() => expect(first.completed).toHaveLength(1));
    await first.end();
    const { edge, orders } = edgeThat(() => true);
    const next = await life([edge]);
    expect((await next.invalidations.start(ASSET, 'msg_1')).id).toBe(id);
    expect(orders).toStrictEqual([]);
    await next.end();
  });

  it('has failed at an edge that is configured no more', async () => {
    const away = await life([edgeThat(() => false).edge]);
    const { id } = await away.invalidations.start(ASSET);
    await away.end();
    const next = await life([]);
    await vi.waitFor(() => expect(next.completed).toHaveLength(1));
    expect(next.invalidations.get(id)).toMatchObject({
      state: 'failed',
      edges: [{ name: 'edge', state: 'failed', detail: 'it is configured no more' }],
    });
    await next.end();
  });
});

describe('receipts on disk', () => {
  it('that are damaged are passed over', async () => {
    const first = await life([]);
    const { id } = await first.invalidations.start(ASSET);
    await first.end();
    const receipts = join(folder, 'receipts');
    await writeFile(join(receipts, 'inv_000000000000000000000000.json'), '{"id":');
    await writeFile(join(receipts, `${id}.json.new`), 'half');
    await writeFile(join(receipts, 'strange'), JSON.stringify({ id: '../../grant.key' }));
    const next = await life([]);
    expect(next.invalidations.list(10).map((receipt) => receipt.id)).toStrictEqual([id]);
    await next.end();
    expect(await readdir(receipts)).toContain(`${id}.json`);
  });
});
