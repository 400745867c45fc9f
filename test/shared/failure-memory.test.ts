import { beforeEach, expect, test } from 'vitest';
import { OnplayError } from '../../src/shared/errors.js';
import { FailureMemory } from '../../src/shared/failure-memory.js';

const PERMANENT = new OnplayError('encode_failed', { publicDetail: 'broken' });
const RETRYABLE = new OnplayError('encode_timeout', { publicDetail: 'slow', retryable: true });

let now: number;
let memory: FailureMemory;

beforeEach(() => {
  now = 0;
  memory = new FailureMemory({ ttlMs: 1000, maxEntries: 3, retryableLimit: 2, clock: () => now });
});

test('a permanent failure is remembered until it expires', () => {
  memory.remember('key', PERMANENT);
  now = 999;
  expect(memory.recall('key')).toBe(PERMANENT);
  expect(memory.recall('other')).toBeUndefined();
  now = 1000;
  expect(memory.recall('key')).toBeUndefined();
});

test('a retryable failure is remembered once it has recurred often enough', () => {
  memory.remember('key', RETRYABLE);
  expect(memory.recall('key')).toBeUndefined();
  memory.remember('key', RETRYABLE);
  expect(memory.recall('key')).toBe(RETRYABLE);
});

test('failures further apart than the TTL are not failures in a row', () => {
  memory.remember('key', RETRYABLE);
  now = 1000;
  memory.remember('key', RETRYABLE);
  expect(memory.recall('key')).toBeUndefined();
});

test('a success ends a row of failures', () => {
  memory.remember('key', RETRYABLE);
  memory.forget('key');
  memory.remember('key', RETRYABLE);
  expect(memory.recall('key')).toBeUndefined();
});

test('an error that is about the moment is never remembered', () => {
  const error = new OnplayError('queue_full', { publicDetail: 'not now', about: 'moment' });
  for (let times = 0; times < 5; times += 1) memory.remember('key', error);
  expect(memory.recall('key')).toBeUndefined();
});

test('when there are too many keys, those that failed longest ago are forgotten first', () => {
  for (const key of ['a', 'b', 'c']) memory.remember(key, PERMANENT);
  memory.remember('a', PERMANENT);
  memory.remember('d', PERMANENT);
  expect(['a', 'b', 'c', 'd'].filter((key) => memory.recall(key))).toEqual(['a', 'c', 'd']);
});

test('chosen keys are forgotten', () => {
  for (const key of ['a1', 'b1', 'a2']) memory.remember(key, PERMANENT);
  memory.forgetWhere((key) => key.startsWith('a'));
  expect(['a1', 'b1', 'a2'].filter((key) => memory.recall(key))).toEqual(['b1']);
});
