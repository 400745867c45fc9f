/** Many small arrays leave nothing to the process once they are released or collected. */
import { memoryUsage } from 'node:process';
import { expect, test, vi } from 'vitest';
import { collectGarbage } from '../../src/assets/indexing/collect-garbage.js';
import { pageArray, releasePages } from '../../src/shared/page-memory.js';
import { EVENT_MS } from '../support/budgets.js';

const ARRAY_BYTES = 32 * 1024;
const ARRAYS = 6000;
const MEBIBYTE = 1024 ** 2;
const residentMebibytes = () => memoryUsage.rss() / MEBIBYTE;
/** Without what earlier tests of this process have left, which could be collected at any time. */
const settledMebibytes = () => {
  collectGarbage();
  // Begins when the arrays that the first has found are freed, which another thread does.
  collectGarbage();
  return residentMebibytes();
};
/** Of all arrays, in use. */
const ALL = (ARRAYS * ARRAY_BYTES) / MEBIBYTE;

/** With all pages touched. */
const filled = () => Array.from({ length: ARRAYS }, () => pageArray(Uint8Array, ARRAY_BYTES).fill(1));

test('an array has the length and the type that were asked for, and zeros', () => {
  const array = pageArray(Float64Array, 5);
  expect([...array]).toEqual([0, 0, 0, 0, 0]);
  array[4] = 0.5;
  expect(array.at(-1)).toBe(0.5);
});

test('what is released goes back to the system at once', () => {
  const before = settledMebibytes();
  const arrays = filled();
  expect(residentMebibytes() - before).toBeGreaterThan(ALL / 2);
  arrays.forEach(releasePages);
  expect(residentMebibytes() - before).toBeLessThan(ALL / 4);
  expect(arrays[0]).toHaveLength(0);
});

test('what is collected goes back to the system', async () => {
  const before = settledMebibytes();
  expect(filled().length * ARRAY_BYTES).toBe(ALL * MEBIBYTE);
  await vi.waitFor(
    () => {
      collectGarbage();
      expect(residentMebibytes() - before).toBeLessThan(ALL / 4);
    },
    { timeout: EVENT_MS },
  );
});
