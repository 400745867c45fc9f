/** Planning and reading a segment's feed costs the same at both ends of a four-hour master. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedBytes } from '../../../src/encoder/feed/feed.js';
import { audioFeedPlan, videoFeedPlan } from '../../../src/encoder/feed/feed-plan.js';
import { chunksOf } from '../../../src/encoder/produce/chunks/chunks.js';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import {
  AAC_FRAME_SAMPLES,
  audioFramesOf,
  buildSegmentMap,
  framesOf,
  type SegmentMap,
} from '../../../src/masters/segment-map/segment-map.js';
import { fileMaster } from '../../../src/stores/file-master.js';
import type { Master } from '../../../src/stores/store.js';
import { fakeTools } from '../../masters/support/fake-tools.js';
import { indexMaster } from '../../masters/support/index-master.js';
import { writeLongMovie } from '../../masters/support/long-movie.js';

let folder = '';
let master: Master;
let index: MasterIndex;
let map: SegmentMap;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-cost-'));
  const path = join(folder, 'long.mp4');
  await writeLongMovie(path, { seconds: 4 * 3600, frameRate: 60 });
  master = (await fileMaster('long', path))!;
  index = await indexMaster(master, join(folder, 'copies'), fakeTools, new AbortController().signal);
  map = buildSegmentMap(index, 48_000, { targetSeconds: 4, firstSeconds: [] });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Work {
  /** Accesses to elements of arrays in the index and the map. */
  elements: number;
  /** Bytes read from the master. */
  bytes: number;
}

type Numbers = Float64Array | Uint32Array | Uint8Array;

/** The same value, with accesses to array elements counted. */
function counted<T>(value: T, work: Work): T {
  if (ArrayBuffer.isView(value)) return countedArray(value as unknown as Numbers, work) as unknown as T;
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, counted(inner, work)])) as T;
}

function countedArray(array: Numbers, work: Work): Numbers {
  return new Proxy(array, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) work.elements++;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...parameters: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, parameters);
        // A subarray counts as accessing all of its elements; any other method, as accessing the whole array.
        work.elements += ArrayBuffer.isView(result) ? (result as Numbers).length : target.length;
        return result;
      };
    },
  });
}

async function videoWork(segment: number): Promise<Work> {
  const work = { elements: 0, bytes: 0 };
  const track = counted(index.video!, work);
  const cut = counted(map, work);
  const [first, end] = framesOf(cut, segment);
  chunksOf(track, cut, segment, { keepEvery: 1 });
  await readFeed(track, videoFeedPlan(track, first, end, 2), work);
  return work;
}

async function audioWork(segment: number): Promise<Work> {
  const work = { elements: 0, bytes: 0 };
  const track = counted(index.audio[0]!, work);
  const [first, end] = audioFramesOf(counted(map, work), 48_000, segment);
  const plan = audioFeedPlan(track, first * AAC_FRAME_SAMPLES, end * AAC_FRAME_SAMPLES, 48_000)!;
  await readFeed(track, plan, work);
  return work;
}

async function readFeed(
  track: Parameters<typeof feedBytes>[0],
  plan: Parameters<typeof feedBytes>[1],
  work: Work,
) {
  const source = await master.open();
  const counting = {
    ...source,
    read: (offset: number, length: number) => {
      work.bytes += length;
      return source.read(offset, length);
    },
  };
  for await (const _ of feedBytes(track, plan, counting));
  await source.close();
}

test.each([
  ['video', videoWork],
  ['audio', audioWork],
])('%s', async (_, workOf) => {
  const start = await workOf(2);
  const end = await workOf(map.count - 3);
  expect(start.elements).toBeGreaterThan(100);
  // Binary searches take a few more steps.
  expect(end.elements).toBeLessThan(start.elements * 1.1 + 50);
  expect(end.elements).toBeLessThan(20_000);
  expect(end.bytes).toBeLessThan(start.bytes * 1.1);
});
