import { expect, test } from 'vitest';
import { IndexingMemory } from '../../../src/assets/indexing/indexing-memory.js';
import { codeOf } from '../../masters/support/errors.js';

const LARGE = 300_000_000;
const nothingCached = { bytes: 0, evictOldest: () => undefined };
const never = new AbortController().signal;

test('large indexes are built one at a time, in order of request', async () => {
  const memory = new IndexingMemory(nothingCached, 420_000_000);
  const [first, second, third] = [{}, {}, {}];
  const order: string[] = [];
  await memory.reserve(first, LARGE, never);
  await memory.reserve(first, LARGE + 1, never);
  const later = [
    memory.reserve(second, LARGE, never).then(() => order.push('second')),
    memory.reserve(third, LARGE, never).then(() => order.push('third')),
  ];
  order.push('first');
  memory.release(first);
  await later[0];
  memory.release(second);
  await later[1];
  expect(order).toEqual(['first', 'second', 'third']);
});

test('a small index does not wait for a large one', async () => {
  const memory = new IndexingMemory(nothingCached, 420_000_000);
  await memory.reserve({}, LARGE, never);
  await memory.reserve({}, 1_000_000, never);
});

test('a client that stops waiting leaves its turn to the next', async () => {
  const memory = new IndexingMemory(nothingCached, 420_000_000);
  const [first, second, third] = [{}, {}, {}];
  const leaving = new AbortController();
  await memory.reserve(first, LARGE, never);
  const cancelled = codeOf(() => memory.reserve(second, LARGE, leaving.signal));
  const last = memory.reserve(third, LARGE, never);
  leaving.abort();
  expect(await cancelled).toBe('encode_cancelled');
  memory.release(second);
  memory.release(first);
  await last;
});

test('cached indexes are evicted, the oldest first, and no more than needed', async () => {
  const cached = [100, 200, 300];
  const indexes = {
    get bytes() {
      return cached.reduce((sum, bytes) => sum + bytes, 0);
    },
    evictOldest: () => (cached.shift() === undefined ? undefined : {}),
  };
  const memory = new IndexingMemory(indexes, 700);
  await memory.reserve({}, 150, never);
  expect(cached).toEqual([200, 300]);
  await memory.reserve({}, 5000, never);
  expect(cached).toEqual([]);
});
