/** The joined segments of a rendition have all of the master’s frames, each once and at its time. */

import { describe, expect, test } from 'vitest';
import { framesOf } from '../../../src/masters/segment-map/segment-map.js';
import { frameTime } from '../../../src/tracks/timeline/frame-runs.js';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { type EncodedKind, frameCount, generateMaster } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';
import { timelineMaster } from '../../support/timeline-masters.js';
import { joinVideo } from './support/encode.js';
import { hashFrames } from './support/frame-hashes.js';
import { type MasterUnderTest, withMaster } from './support/master-under-test.js';

const KINDS: readonly EncodedKind[] = [
  'h264-24-gop2',
  'h264-23976-irregular-gop',
  'h264-2997',
  'h264-vfr',
  'h264-open-gop',
  'h264-fragmented',
  'long-gop',
  'rotated-90',
  'mirrored',
  'anamorphic',
  'full-range',
  'late-video',
  'prores-mov',
  'mkv-h264-ac3',
  'webm-vp8-vorbis',
  'ts-h264-aac',
];

/** Presentation times of a rendition's frames, in seconds. */
function expectedTimes({ index, map }: MasterUnderTest, keepEvery: number): number[] {
  const track = index.video!;
  return Array.from({ length: map.videoCount }, (_, segment) => {
    const [first, end] = framesOf(map, segment);
    const times = Array.from(
      { length: end - first },
      (__, i) => frameTime(track, first + i) / track.timescale,
    );
    return times.filter((__, i) => i % keepEvery === 0);
  }).flat();
}

async function expectTimes(joined: Buffer, expected: readonly number[]): Promise<void> {
  const times = (await hashFrames('pipe:0', { bytes: joined })).map(({ time }) => time);
  expect(times.length).toBe(expected.length);
  times.forEach((time, i) => {
    expect(Math.abs(time - expected[i]!)).toBeLessThan(0.000_002);
  });
}

describe('the lowest rendition has every frame at its time', () => {
  test.each(partOf(KINDS))('%s', async (kind) => {
    await withMaster(await generateMaster(kind), async (master) => {
      const rendition = master.ladder.video[0]!;
      const joined = await joinVideo(master, rendition);
      const numbers = await decodeFrameNumbers('pipe:0', { input: joined });
      const isHeld = kind === 'late-video';
      expect(numbers).toEqual([
        ...(isHeld ? [0] : []),
        ...Array.from({ length: frameCount(kind) }, (_, i) => i),
      ]);
      await expectTimes(joined, expectedTimes(master, 1));
    });
  });
});

test.each(
  partOf([
    ['h264-5994', () => generateMaster('h264-5994'), 2],
    ['60 frames a second with keyframes at odd ones', () => timelineMaster('60-fps-odd-gop'), 2],
    ['120 frames a second', () => timelineMaster('120-fps'), 4],
    ['240 frames a second', () => timelineMaster('240-fps'), 8],
  ] as const),
)('a small rendition of %s has every n-th frame of the master, through all cuts', async (_, path, n) => {
  await withMaster(await path(), async (master) => {
    // At 240 lines too few bits are left for the numbers of frames right after a keyframe.
    const rendition = master.ladder.video.find(({ id }) => id === 'v360')!;
    expect(rendition.keepEvery).toBe(n);
    const joined = await joinVideo(master, rendition);
    const count = master.index.video!.frames.length;
    const kept = Array.from({ length: Math.ceil(count / n) }, (__, i) => n * i);
    expect(await decodeFrameNumbers('pipe:0', { input: joined })).toEqual(kept);
    expect(master.map.videoCount).toBeGreaterThan(1);
    await expectTimes(joined, expectedTimes(master, n));
  });
});

test('segments have the same bytes in whatever order they are produced', async () => {
  await withMaster(await generateMaster('h264-open-gop'), async (master) => {
    const rendition = master.ladder.video[0]!;
    const forwards = await Promise.all([0, 1, 2].map((segment) => joinVideo(master, rendition, [segment])));
    const backwards = await Promise.all([2, 1, 0].map((segment) => joinVideo(master, rendition, [segment])));
    expect(forwards.map((bytes, i) => bytes.equals(backwards[2 - i]!))).toEqual([true, true, true]);
  });
});
