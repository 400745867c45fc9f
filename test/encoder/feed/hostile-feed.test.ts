/** A damaged movie that was indexed can be fed or is refused, without reading or writing more than its size. */

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audioFeedBytes } from '../../../src/encoder/feed/audio-feed.js';
import { feedBytes } from '../../../src/encoder/feed/feed.js';
import { audioFeedPlan, type FeedPlan, videoFeedPlan } from '../../../src/encoder/feed/feed-plan.js';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import {
  AAC_FRAME_SAMPLES,
  audioFramesOf,
  buildSegmentMap,
  framesOf,
} from '../../../src/masters/segment-map/segment-map.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { change, withChanges } from '../../masters/support/changed-movies.js';
import { codeOf } from '../../masters/support/errors.js';
import { fakeTools } from '../../masters/support/fake-tools.js';
import { indexMaster } from '../../masters/support/index-master.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { processorMs } from '../../support/processor-time.js';

const KINDS: readonly EncodedKind[] = ['h264-open-gop', 'h264-fragmented', 'two-languages', 'pcm-mov'];

async function indexOf(bytes: Buffer): Promise<MasterIndex> {
  const master = { asset: 'a', version: 'v', size: bytes.length, open: async () => inMemory(bytes) };
  return indexMaster(master, '/nowhere', fakeTools, new AbortController().signal);
}

async function drain(feed: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of feed) size += chunk.byteLength;
  return size;
}

/** Feeds the first and the last segment of every track; returns how much that was. */
async function feedEnds(index: MasterIndex, bytes: Buffer): Promise<number> {
  const map = buildSegmentMap(index, 48_000, { targetSeconds: 1, firstSeconds: [] });
  const source = inMemory(bytes);
  let size = 0;
  for (const segment of [0, map.count - 1]) {
    const { video } = index;
    if (video && segment < map.videoCount) {
      const plan: FeedPlan = videoFeedPlan(video, ...framesOf(map, segment), 2);
      size += await drain(feedBytes(video, plan, source));
    }
    for (const track of index.audio) {
      const [first, end] = audioFramesOf(map, 48_000, segment).map((frame) => frame * AAC_FRAME_SAMPLES);
      const plan = audioFeedPlan(track, first!, end!, 48_000);
      if (plan) size += await drain(audioFeedBytes(track, plan, source));
    }
  }
  return size;
}

test.each(KINDS)('%s', async (kind) => {
  const file = await readFile(await generateMaster(kind));
  let fed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 1 }), async (changes) => {
      const bytes = withChanges(file, changes);
      const index = await indexOf(bytes).catch(() => undefined);
      if (!index) return;
      const spentMs = await processorMs(async () => {
        const code = await codeOf(async () => {
          fed += 1;
          expect(await feedEnds(index, bytes)).toBeLessThan(bytes.length * 4 + 100_000);
        });
        expect(['undefined', 'master', 'packaging']).toContain(String(code).split('_')[0]);
      });
      expect(spentMs).toBeLessThan(1000);
    }),
    { seed: 20_260_801, numRuns: 2000 },
  );
  expect(fed).toBeGreaterThan(50);
});
