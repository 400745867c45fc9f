import { describe, expect, it } from 'vitest';
import { type Edge, type EdgeAnswer, EdgeError } from '../../../src/edges/edge.js';
import { EdgeQueue } from '../../../src/edges/invalidation/edge-queue.js';
import type { EdgeReceipt } from '../../../src/edges/invalidation/receipt.js';
import { ManualClock } from '../../support/manual-clock.js';

const DONE: EdgeAnswer = { detail: 'forgotten', verified: true };
const purge = { target: { kind: 'everything' }, mode: 'hard' } as const;
/** Longer than any delay before a retry that the edge does not ask for. */
const RETRY_MS = 5 * 60_000;

function testQueue(answers: readonly (EdgeAnswer | Error | 'hang')[], { everyMs = 0 } = {}) {
  const left = [...answers];
  const clock = new ManualClock();
  const startedAt: number[] = [];
  const edge: Edge = {
    name: 'edge',
    pace: { everyMs },
    purge: async (_purge, signal) => {
      startedAt.push(clock.now());
      const next = left.shift() ?? DONE;
      if (next === 'hang') await new Promise((resolve) => signal.addEventListener('abort', resolve));
      if (next === 'hang' || next instanceof Error) throw next;
      return next;
    },
  };
  const shutdown = new AbortController();
  const queue = new EdgeQueue({ edge, shutdownSignal: shutdown.signal, clock });
  const reports: EdgeReceipt[] = [];
  const add = (maxAttempts?: number) =>
    queue.add({
      notify: (to, signal) => to.purge(purge, signal),
      report: (receipt) => reports.push(receipt),
      ...(maxAttempts !== undefined && { maxAttempts }),
    });
  /** Advances the clock, once all that was due is over. */
  const later = async (ms = RETRY_MS) => {
    await queue.idle();
    clock.advance(ms);
    await queue.idle();
  };
  return { queue, clock, add, later, reports, startedAt, shutdown };
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
    expect(queue.isBusy).toBe(false);
  });

  it('retries until the edge accepts, and reports each attempt', async () => {
    const { add, later, reports } = testQueue([new EdgeError('busy'), new Error('a secret'), DONE]);
    add();
    for (let attempt = 0; attempt < 3; attempt++) await later();
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

  it('waits twice as long after each failure, up to five minutes, and gives up after four hours', async () => {
    const { queue, clock, add, later, reports, startedAt } = testQueue(
      Array.from({ length: 60 }, () => new EdgeError('down')),
    );
    add();
    await queue.idle();
    while (queue.isBusy) await later(clock.nextMs);
    const waits = startedAt.slice(1).map((at, i) => at - startedAt[i]!);
    for (const [i, wait] of waits.entries()) {
      const longest = Math.min(250 * 2 ** i, 5 * 60_000);
      expect(wait).toBeGreaterThanOrEqual(longest / 2);
      expect(wait).toBeLessThanOrEqual(longest + 1);
    }
    expect(states(reports).at(-1)).toStrictEqual(['failed', 60]);
    expect(startedAt.at(-1)! - startedAt[0]!).toBeGreaterThan(2 * 60 * 60_000);
  });

  it('does not retry after a final error', async () => {
    const { later, add, reports, startedAt } = testQueue([new EdgeError('wrong key', { isFinal: true })]);
    add();
    await later();
    expect([states(reports), startedAt.length]).toStrictEqual([[['failed', 1]], 1]);
  });

  it('gives up after the last attempt', async () => {
    const { add, later, reports } = testQueue([1, 2, 3, 4].map((n) => new EdgeError(`${n}`)));
    add(3);
    for (let attempt = 0; attempt < 4; attempt++) await later();
    expect(states(reports)).toStrictEqual([
      ['waiting', 1],
      ['waiting', 2],
      ['failed', 3],
    ]);
  });

  it('waits as long as the edge asks for, and runs new tasks meanwhile', async () => {
    const slow = new EdgeError('slow down', { retryAfterMs: 60_000 });
    const { queue, add, later, reports, startedAt } = testQueue([slow, DONE, DONE]);
    add();
    await queue.idle();
    add();
    await later(59_999);
    expect(states(reports)).toStrictEqual([
      ['waiting', 1],
      ['done', 1],
    ]);
    expect(queue.isBusy).toBe(true);
    await later(1);
    expect([startedAt[2]! - startedAt[0]!, queue.isBusy]).toEqual([60_000, false]);
  });

  it('keeps to the rate limit of the provider', async () => {
    const { add, later, startedAt } = testQueue([], { everyMs: 30 });
    for (let i = 0; i < 4; i++) add();
    for (let i = 0; i < 20; i++) await later(10);
    expect(startedAt.map((at) => at - startedAt[0]!)).toEqual([0, 30, 60, 90]);
  });

  it('fails tasks beyond its capacity', async () => {
    const { queue, add, reports } = testQueue(['hang']);
    for (let i = 0; i < 10_002; i++) add();
    expect(states(reports)).toStrictEqual([
      ['failed', 0],
      ['failed', 0],
    ]);
    expect(reports[0]!.detail).toBe('too many purges are queued for this edge');
    expect(queue.isBusy).toBe(true);
  });

  it('stops when the server shuts down, and reports no attempt that this ends', async () => {
    const { queue, clock, add, reports, startedAt, shutdown } = testQueue(['hang']);
    add();
    add();
    shutdown.abort();
    await queue.idle();
    clock.advance(RETRY_MS);
    expect([reports, startedAt.length, clock.nextMs]).toEqual([[], 1, undefined]);
  });
});
