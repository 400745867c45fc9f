import { describe, expect, it, vi } from 'vitest';
import { type Edge, type EdgeAnswer, EdgeError } from '../../../src/edges/edge.js';
import { EdgeQueue } from '../../../src/edges/invalidation/edge-queue.js';
import type { EdgeReceipt } from '../../../src/edges/invalidation/receipt.js';

const DONE: EdgeAnswer = { detail: 'forgotten', verified: true };
const purge = { target: { kind: 'everything' }, mode: 'hard' } as const;

function testQueue(answers: readonly (EdgeAnswer | Error)[], { everyMs = 0, waitMs = 1 } = {}) {
  const left = [...answers];
  const startedAt: number[] = [];
  const edge: Edge = {
    name: 'edge',
    pace: { everyMs },
    purge: async () => {
      startedAt.push(performance.now());
      const next = left.shift() ?? DONE;
      if (next instanceof Error) throw next;
      return next;
    },
  };
  const shutdownSignal = new AbortController();
  const queue = new EdgeQueue({ edge, shutdownSignal: shutdownSignal.signal, waitMs: () => waitMs });
  const reports: EdgeReceipt[] = [];
  const add = (maxAttempts?: number) =>
    queue.add({
      notify: (to, signal) => to.purge(purge, signal),
      report: (receipt) => reports.push(receipt),
      ...(maxAttempts !== undefined && { maxAttempts }),
    });
  return { queue, add, reports, startedAt, shutdownSignal };
}

const states = (reports: readonly EdgeReceipt[]) => reports.map(({ state, attempts }) => [state, attempts]);

describe('the queue of an edge', () => {
  it('reports the answer of the edge', async () => {
    const { queue, add, reports } = testQueue([DONE]);
    add();
    await queue.idle();
    expect(reports).toStrictEqual([
      {
        name: 'edge',
        state: 'done',
        attempts: 1,
        detail: 'forgotten',
        verified: true,
        at: expect.any(String),
      },
    ]);
  });

  it('retries until the edge accepts, and reports each attempt', async () => {
    const { queue, add, reports } = testQueue([new EdgeError('busy'), new Error('a secret'), DONE]);
    add();
    await queue.idle();
    expect(states(reports)).toStrictEqual([
      ['waiting', 1],
      ['waiting', 2],
      ['done', 3],
    ]);
    expect(reports.map(({ detail }) => detail)).toStrictEqual([
      'busy',
      'it could not be notified',
      'forgotten',
    ]);
  });

  it('does not retry after a final error', async () => {
    const { queue, add, reports, startedAt } = testQueue([new EdgeError('wrong key', { isFinal: true })]);
    add();
    await queue.idle();
    expect([states(reports), startedAt.length]).toStrictEqual([[['failed', 1]], 1]);
  });

  it('gives up after the last attempt', async () => {
    const { queue, add, reports } = testQueue([1, 2, 3, 4].map((n) => new EdgeError(`${n}`)));
    add(3);
    await queue.idle();
    expect(states(reports)).toStrictEqual([
      ['waiting', 1],
      ['waiting', 2],
      ['failed', 3],
    ]);
  });

  it('waits as long as the edge asks for', async () => {
    const { queue, add, startedAt } = testQueue([new EdgeError('slow down', { retryAfterMs: 80 }), DONE]);
    add();
    await queue.idle();
    expect(startedAt[1]! - startedAt[0]!).toBeGreaterThanOrEqual(79);
  });

  it('runs new tasks while another waits for its retry', async () => {
    const { queue, add, reports } = testQueue([new EdgeError('slow down', { retryAfterMs: 60_000 }), DONE]);
    add();
    await vi.waitFor(() => expect(reports).toHaveLength(1));
    add();
    await vi.waitFor(() =>
      expect(states(reports)).toStrictEqual([
        ['waiting', 1],
        ['done', 1],
      ]),
    );
    expect(queue.isBusy).toBe(true);
  });

  it('keeps to the rate limit of the provider', async () => {
    const { queue, add, startedAt } = testQueue([], { everyMs: 30 });
    for (let i = 0; i < 4; i++) add();
    await queue.idle();
    const gaps = startedAt.slice(1).map((at, i) => at - startedAt[i]!);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(29);
  });

  it('fails tasks beyond its capacity', async () => {
    const { queue, add, reports } = testQueue([], { everyMs: 1_000_000 });
    for (let i = 0; i < 10_002; i++) add();
    const failed = reports.filter(({ state }) => state === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]!.detail).toBe('too many purges are queued for this edge');
    expect(queue.isBusy).toBe(true);
  });

  it('stops when the server shuts down', async () => {
    const { queue, add, shutdownSignal } = testQueue([new EdgeError('busy')], { waitMs: 1_000_000 });
    add();
    await vi.waitFor(() => expect(queue.isBusy).toBe(true));
    shutdownSignal.abort();
    await queue.idle();
  });
});
