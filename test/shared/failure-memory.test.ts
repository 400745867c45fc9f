import { beforeEach, expect, test } from 'vitest';
import { OnplayError } from '../../src/shared/errors.js';
import { FailureMemory } from '../../src/shared/failure-memory.js';

const LASTING = new OnplayError('encode_failed', { publicDetail: 'broken' });
const PASSING = new OnplayError('encode_timeout', { publicDetail: 'slow', retryable: true });

let now: number;
let memory: FailureMemory;

beforeEach(() => {
  now = 0;
  memory = new FailureMemory({ ttlMs: 1000, maxEntries: 3, retryableLimit: 2, clock: () => now });
});

test('a failure that trying again cannot mend is remembered until its time is over', () => {
  memory.remember('key', LASTING);
  now = 999;
  expect(memory.recall('key')).toBe(LASTING);
  expect(memory.recall('other')).toBeUndefined();
  now = 1000;
  expect(memory.recall('key')).toBeUndefined();
});

test('a failure that may pass is remembered when it does not', () => {
  memory.remember('key', PASSING);
  expect(memory.recall('key')).toBeUndefined();
  memory.remember('key', PASSING);
  expect(memory.recall('key')).toBe(PASSING);
});

test('failures far apart are not a row of failures', () => {
  memory.remember('key', PASSING);
  now = 1000;
  memory.remember('key', PASSING);
  expect(memory.recall('key')).toBeUndefined();
});

test('success ends a row of failures', () => {
  memory.remember('key', PASSING);
  memory.forget('key');
  memory.remember('key', PASSING);
  expect(memory.recall('key')).toBeUndefined();
});

test('an error that is about the moment is never remembered', () => {
  const error = new OnplayError('queue_full', { publicDetail: 'not now', about: 'moment' });
  for (let times = 0; times < 5; times += 1) memory.remember('key', error);
  expect(memory.recall('key')).toBeUndefined();
});

test('the keys that failed longest ago are forgotten first when there are too many', () => {
  for (const key of ['a', 'b', 'c']) memory.remember(key, LASTING);
  memory.remember('a', LASTING);
  memory.remember('d', LASTING);
  expect(['a', 'b', 'c', 'd'].filter((key) => memory.recall(key))).toEqual(['a', 'c', 'd']);
});
