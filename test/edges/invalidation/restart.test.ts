import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Revocations } from '../../../src/access/revocations/revocations.js';
import { type Edge, EdgeError, type Purge } from '../../../src/edges/edge.js';
import { Invalidations } from '../../../src/edges/invalidation/invalidations.js';
import type { Receipt } from '../../../src/edges/invalidation/receipt.js';
import { ReceiptStore } from '../../../src/edges/invalidation/receipt-store.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const log = pino({ level: 'silent' });
const ASSET = { target: { kind: 'asset', asset: toAssetId('film') }, mode: 'hard' } as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-restart-'));
});
afterEach(() => rm(folder, { recursive: true }));

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

/** The invalidations of one server process. */
async function startProcess(edges: readonly Edge[]) {
  const shutdownSignal = new AbortController();
  const completed: Receipt[] = [];
  const invalidations = new Invalidations({
    purge: async () => ({ inProgress: 0, memory: 0, disk: 0 }),
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

describe('an invalidation with an edge not yet notified', () => {
  it('resumes in the next process', async () => {
    const away = await startProcess([edgeThat(() => false).edge]);
    const { id } = await away.invalidations.start(ASSET, 'msg_1');
    await vi.waitFor(() => expect(away.invalidations.get(id).edges[0]!.attempts).toBe(1));
    await away.end();
    expect(away.completed).toStrictEqual([]);

    const { edge, purges } = edgeThat(() => true);
    const next = await startProcess([edge]);
    await vi.waitFor(() => expect(next.completed).toHaveLength(1));
    expect(next.invalidations.get(id)).toMatchObject({ state: 'completed', target: ASSET.target });
    expect(purges).toStrictEqual([ASSET]);
    await next.end();
  });

  it('resumes after the process was killed while the edge was notified', async () => {
    const hanging: Edge = {
      name: 'edge',
      pace: { everyMs: 0 },
      purge: (_purge, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const killed = await startProcess([hanging]);
    const { id } = await killed.invalidations.start(ASSET);
    // A process that was killed ends nothing: the next one finds what is on disk.
    const { edge, purges } = edgeThat(() => true);
    const next = await startProcess([edge]);
    await vi.waitFor(() => expect(next.completed).toHaveLength(1));
    expect([purges, next.invalidations.get(id).state]).toStrictEqual([[ASSET], 'completed']);
    await Promise.all([next.end(), killed.end()]);
  });

  it('still runs once for each message id', async () => {
    const first = await startProcess([edgeThat(() => true).edge]);
    const { id } = await first.invalidations.start(ASSET, 'msg_1');
    await vi.waitFor(() => expect(first.completed).toHaveLength(1));
    await first.end();
    const { edge, purges } = edgeThat(() => true);
    const next = await startProcess([edge]);
    expect((await next.invalidations.start(ASSET, 'msg_1')).id).toBe(id);
    expect(purges).toStrictEqual([]);
    await next.end();
  });

  it('fails at an edge that is no longer configured', async () => {
    const away = await startProcess([edgeThat(() => false).edge]);
    const { id } = await away.invalidations.start(ASSET);
    await away.end();
    const next = await startProcess([]);
    await vi.waitFor(() => expect(next.completed).toHaveLength(1));
    expect(next.invalidations.get(id)).toMatchObject({
      state: 'failed',
      edges: [{ name: 'edge', state: 'failed', detail: 'it is no longer configured' }],
    });
    await next.end();
  });
});

describe('receipts on disk', () => {
  it('are skipped if they are damaged, and what a crash left beside them is removed', async () => {
    const first = await startProcess([]);
    const { id } = await first.invalidations.start(ASSET);
    await first.end();
    const receipts = join(folder, 'receipts');
    await writeFile(join(receipts, 'inv_000000000000000000000000.json'), '{"id":');
    await writeFile(join(receipts, `${id}.json.0123456789ab.tmp`), 'half');
    await writeFile(join(receipts, 'strange'), JSON.stringify({ id: '../../grant.key' }));
    const next = await startProcess([]);
    expect(next.invalidations.list(10).map((receipt) => receipt.id)).toStrictEqual([id]);
    await next.end();
    expect((await readdir(receipts)).sort()).toEqual([`${id}.json`, 'strange']);
  });

  it('of an earlier version are read', async () => {
    const id = 'inv_0123456789abcdef01234567';
    const written = {
      ...{ id, createdAt: '2026-08-01T12:00:00.000Z', state: 'under way' },
      ...{ target: { kind: 'asset', asset: 'film' }, mode: 'hard', messageId: 'msg_1' },
      origin: { memory: 1, disk: 2, underWay: 0 },
      edges: [
        { name: 'edge', state: 'waiting', attempts: 3, detail: 'busy', at: '2026-08-01T12:00:09.000Z' },
        {
          name: 'other',
          state: 'done',
          attempts: 1,
          detail: 'forgotten',
          verified: true,
          at: '2026-08-01T12:00:01.000Z',
        },
      ],
    };
    await mkdir(join(folder, 'receipts'));
    await writeFile(join(folder, 'receipts', `${id}.json`), JSON.stringify(written));
    const { edge, purges } = edgeThat(() => true);
    const process = await startProcess([edge]);
    await vi.waitFor(() => expect(process.completed).toHaveLength(1));
    expect(purges).toStrictEqual([ASSET]);
    expect(process.invalidations.get(id)).toMatchObject({
      state: 'completed',
      edges: [{ attempts: 1 }, written.edges[1]],
    });
    await process.end();
  });
});
