/** The feeds of all segments decode to exactly the frames of the master. */

import { describe, expect, test } from 'vitest';
import { videoFeedPlan } from '../../../src/encoder/feed/feed-plan.js';
import { withoutNonReference } from '../../../src/encoder/feed/non-reference-samples.js';
import { framesOf } from '../../../src/masters/segment-map/segment-map.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';
import { cutMaster } from '../produce/support/cut-masters.js';
import { fedFrames } from '../produce/support/fed-frames.js';
import { type HashedFrame, hashFrames } from '../produce/support/frame-hashes.js';
import { withMaster } from '../produce/support/master-under-test.js';

const KINDS: readonly EncodedKind[] = [
  'h264-open-gop',
  'h264-23976-irregular-gop',
  'h264-vfr',
  'h264-fragmented',
  'h264-5994',
  'long-gop',
  'interlaced',
  'rotated-90',
  'full-range',
  'hevc10-hdr',
  'prores-mov',
  'pcm-mov',
  'ts-h264-aac',
  'mkv-h264-ac3',
  'webm-vp8-vorbis',
  'webm-vp9-opus',
];

function expectSame(
  segments: readonly HashedFrame[],
  whole: readonly HashedFrame[],
  tolerance: number,
): void {
  expect(segments.map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
  const shift = (segments[0]?.time ?? 0) - (whole[0]?.time ?? 0);
  segments.forEach(({ time }, i) => {
    expect(Math.abs(time - whole[i]!.time - shift)).toBeLessThan(tolerance);
  });
}

describe('segments decode to the master’s frames at their times', () => {
  test.each(partOf(KINDS))('%s', async (kind) => {
    const path = await generateMaster(kind);
    const segments = await withMaster(path, fedFrames);
    // Matroska rounds times to milliseconds, which is undone for a constant rate.
    const isRounded = kind.startsWith('mkv-') || kind.startsWith('webm-');
    expectSame(segments.flat(), await hashFrames(path), isRounded ? 0.001 : 0.000_02);
  });

  test.each([
    ['an open GOP', 'h264-open-gop', 1.3],
    ['a closed GOP', 'h264-24-gop2', 3.1],
    ['HEVC', 'hevc10-hdr', 1.4],
  ] as const)('cut without decoding in the middle of %s', async (_, kind, seconds) => {
    const path = await cutMaster(kind, seconds);
    const segments = await withMaster(path, fedFrames);
    expectSame(segments.flat(), await hashFrames(path), 0.000_02);
  });
});

test('non-reference pictures outside the segment are not decoded', async () => {
  await withMaster(await generateMaster('long-gop'), async ({ index, map, source }) => {
    const track = index.video!;
    const [first, end] = framesOf(map, map.videoCount - 1);
    const whole = { track, plan: videoFeedPlan(track, first, end, 0) };
    const feed = await withoutNonReference(whole, source(track.file));
    const unseen = whole.plan.end - (end - first);
    expect(whole.plan.end - feed.plan.end).toBeGreaterThan(unseen / 4);
    expect(feed.plan.end).toBe(feed.track.samples.count);
    expect(feed.plan.times.length).toBe(feed.plan.decodeTimes.length);
  });
});
