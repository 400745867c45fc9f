import { expect, it } from 'vitest';
import { noTracing } from '../../../src/shared/tracing/tracing.js';
import { beginSpan, spanOver } from '../../../src/shared/tracing/wait-span.js';
import { recordedTracing } from '../../support/recorded-tracing.js';

async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

it('a wait ends when it is said to end, and only once', async () => {
  const { tracing, ended } = recordedTracing();
  const end = beginSpan(tracing, 'queue', {});
  await Promise.resolve();
  expect(ended).toEqual([]);
  end();
  end();
  await Promise.resolve();
  expect(ended).toEqual(['queue']);
});

it('a span over chunks lasts from the first to the last, or to where their reader stops', async () => {
  const { tracing, begun, ended } = recordedTracing();
  async function* chunks() {
    yield 1;
    yield 2;
  }
  const all = spanOver(tracing, 'feed', chunks());
  expect(begun).toEqual([]);
  expect(await listOf(all)).toEqual([1, 2]);
  expect([begun, ended]).toEqual([['feed'], ['feed']]);

  for await (const _first of spanOver(tracing, 'feed', chunks())) break;
  expect([begun, ended]).toEqual([
    ['feed', 'feed'],
    ['feed', 'feed'],
  ]);
});

it('a reader of chunks that fails gets the error, and the span ends', async () => {
  const { tracing, ended } = recordedTracing();
  const failing = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('unreadable')) }),
  };
  await expect(listOf(spanOver(tracing, 'feed', failing))).rejects.toThrow('unreadable');
  expect(ended).toEqual(['feed']);
});

it('where nothing is recorded, chunks are passed on as they are', () => {
  const chunks = (async function* () {})();
  expect(spanOver(noTracing, 'feed', chunks)).toBe(chunks);
});
