/** The time that a task may take: of its thread's processor, and of the clock on the wall. */
import { afterEach, expect, test } from 'vitest';
import type { Dialogue } from '../../../src/assets/threads/messages.js';
import type { TimeLimits } from '../../../src/assets/threads/task-clock.js';
import { ThreadPool } from '../../../src/assets/threads/thread-pool.js';
import { SOON_MS, UNIT_TEST_MS } from '../../support/budgets.js';

interface BusyDialogue extends Dialogue {
  readonly work: { readonly kind: 'match' | 'wait'; readonly waitMs?: number; readonly tellsTime?: boolean };
  readonly result: string;
}

const entry = new URL('./support/busy-worker.mjs', import.meta.url);
const pools: ThreadPool<BusyDialogue>[] = [];

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

function run(work: BusyDialogue['work'], limits: TimeLimits): Promise<string> {
  const pool = new ThreadPool<BusyDialogue>({ entry, heapMebibytes: 64, maxThreads: 1 });
  pools.push(pool);
  const { signal } = new AbortController();
  const tooComplex = (reason: string) => new Error(reason);
  return pool.run(work, { signal, tooComplex, ...limits }, () => true);
}

const TOO_LONG = 'reading it takes too long';

test('a task that gets no processor for longer than it may use one is not ended', async () => {
  const limits = { limitMs: UNIT_TEST_MS, processorLimitMs: 100 };
  expect(await run({ kind: 'wait', waitMs: 1000 }, limits)).toBe('wait');
});

test(
  'a task that uses its processor for too long is ended, also within one call that cannot be interrupted',
  async () => {
    const limits = { limitMs: UNIT_TEST_MS, processorLimitMs: 100 };
    await expect(run({ kind: 'match' }, limits)).rejects.toThrow(TOO_LONG);
  },
  SOON_MS,
);

test(
  'a task that uses no processor is ended after the time that may pass',
  async () => {
    const limits = { limitMs: 100, processorLimitMs: UNIT_TEST_MS };
    await expect(run({ kind: 'wait' }, limits)).rejects.toThrow(TOO_LONG);
  },
  SOON_MS,
);

test(
  'where the system does not tell the processor time of a thread, all that passes counts',
  async () => {
    const limits = { limitMs: UNIT_TEST_MS, processorLimitMs: 100 };
    await expect(run({ kind: 'wait', tellsTime: false }, limits)).rejects.toThrow(TOO_LONG);
  },
  SOON_MS,
);
