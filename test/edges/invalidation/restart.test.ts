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
  it('are skipped if they are damaged', async () => {
    const first = await startProcess([]);
    const { id } = await first.invalidations.start(ASSET);
    await first.end();
    const receipts = join(folder, 'receipts');
    await writeFile(join(receipts, 'inv_000000000000000000000000.json'), '{"id":');
    await writeFile(join(receipts, `${id}.json.new`), 'half');
    await writeFile(join(receipts, 'strange'), JSON.stringify({ id: '../../grant.key' }));
    const next = await startProcess([]);
    expect(next.invalidations.list(10).map((receipt) => receipt.id)).toStrictEqual([id]);
    await next.end();
    expect(await readdir(receipts)).toContain(`${id}.json`);
  });
});
