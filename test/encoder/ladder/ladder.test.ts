import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { h264Level } from '../../../src/encoder/codecs/h264-level.js';
import { averageBitrate, buildLadder, peakBitrate } from '../../../src/encoder/ladder/index.js';
import { displaySize } from '../../../src/encoder/ladder/size.js';
import type { VideoRendition } from '../../../src/encoder/rendition.js';
import { audioTrack, type VideoOptions, videoTrack } from './tracks.js';

function ladder(options: VideoOptions = {}): readonly VideoRendition[] {
  return buildLadder({ video: videoTrack(options), audio: [] }).video;
}

function rates(options: VideoOptions): Record<string, number> {
  return Object.fromEntries(
    ladder(options).map(({ id, frameRate }) => [id, frameRate.numerator / frameRate.denominator]),
  );
}

test('the ladder of a usual master', () => {
  expect(ladder().map(({ id, width, height, codecs }) => [id, `${width}x${height}`, codecs])).toEqual([
    ['v240', '426x240', 'avc1.640015'],
    ['v360', '640x360', 'avc1.64001e'],
    ['v480', '854x480', 'avc1.64001e'],
    ['v720', '1280x720', 'avc1.64001f'],
    ['v1080', '1920x1080', 'avc1.640028'],
  ]);
  const kilobits = ladder().map(({ maxBitrate }) => maxBitrate / 1000);
  for (const [index, usual] of [70, 365, 1100, 3000, 6000].entries()) {
    expect(Math.abs((kilobits[index] ?? 0) / usual - 1)).toBeLessThan(0.02);
  }
});

test('a master without video or audio has no renditions of that kind', () => {
  expect(buildLadder({ audio: [audioTrack()] }).video).toEqual([]);
  expect(buildLadder({ video: videoTrack(), audio: [] }).audio).toEqual([]);
});

describe('the frame rate', () => {
  test('is the master’s on every rung for up to 30 frames a second', () => {
    expect(new Set(Object.values(rates({ rate: 30 })))).toEqual(new Set([30]));
    expect(ladder({ rate: 30 }).every(({ keepEvery }) => keepEvery === 1)).toBe(true);
  });

  test('is halved below 720 lines for more than 30 frames a second', () => {
    expect(rates({ rate: 60 })).toEqual({ v240: 30, v360: 30, v480: 30, v720: 60, v1080: 60 });
    expect(ladder({ rate: 50 }).map(({ keepEvery }) => keepEvery)).toEqual([2, 2, 2, 1, 1]);
  });

  test.each([
    [120, 60, 30],
    [240, 60, 30],
    [100, 50, 25],
    [144, 48, 24],
    [480, 60, 30],
    [70, 35, 17.5],
  ])('of %f is divided to %f, and to %f below 720 lines', (rate, large, small) => {
    expect(rates({ rate })).toEqual({ v240: small, v360: small, v480: small, v720: large, v1080: large });
  });
});

describe('the bitrate', () => {
  const bitrateOf = (options: VideoOptions, id: string) =>
    ladder(options).find((rendition) => rendition.id === id)?.maxBitrate ?? 0;

  test('scales with high frame rates and with the number of pixels relative to 16:9, within limits', () => {
    expect(bitrateOf({ rate: 60 }, 'v1080')).toBe(8_400_000);
    expect(bitrateOf({ width: 2592 }, 'v1080')).toBe(8_100_000);
    expect(bitrateOf({ width: 4096 }, 'v1080')).toBe(9_000_000);
    expect(bitrateOf({ width: 1440 }, 'v1080')).toBe(4_500_000);
    expect(bitrateOf({ width: 1080 }, 'v1080')).toBe(3_600_000);
  });

  test('of a size between two rungs is interpolated', () => {
    expect(bitrateOf({ width: 1600, height: 900 }, 'v900')).toBe(4_500_000);
  });

  test('of the lowest rung with the lowest audio is suitable for cellular networks', () => {
    for (const rate of [24, 30, 60, 120, 240]) {
      const { video, audio } = buildLadder({
        video: videoTrack({ rate, width: 2592 }),
        audio: [audioTrack()],
      });
      const lowest = [video[0], audio[0]].map((rendition) => (rendition ? peakBitrate(rendition, 2) : 0));
      expect(lowest.reduce((sum, bitrate) => sum + bitrate)).toBeLessThanOrEqual(192_000);
    }
  });
});

test.each([
  [160, 120, 25],
  [320, 240, 30],
  [240, 180, 12],
  [176, 144, 15],
])(
  'a master of %dx%d at %d frames a second gets what cellular networks leave room for',
  (width, height, rate) => {
    const { video, audio } = buildLadder({
      video: videoTrack({ width, height, rate }),
      audio: [audioTrack()],
    });
    const [videoBits, audioBits] = [peakBitrate(video[0]!, 1), peakBitrate(audio[0]!, 1)];
    expect(videoBits + audioBits).toBeLessThanOrEqual(192_000);
    // But for rounding to whole kilobits.
    expect(videoBits + audioBits).toBeGreaterThan(190_000);
  },
);

describe('B-frames', () => {
  const reordering = (options: VideoOptions) =>
    ladder(options).map(({ bFrames, compositionDelay }) => [bFrames, compositionDelay]);

  test('delay composition by the longest encoded frame', () => {
    expect(reordering({ rate: 25, height: 240, width: 426 })).toEqual([[3, 3600]]);
    expect(reordering({ rate: 50, height: 240, width: 426 })).toEqual([[3, 3600]]);
  });

  test('are not used where a frame lasts long', () => {
    expect(
      reordering({ longestFrame: 90_000 }).every(([bFrames, delay]) => bFrames === 0 && delay === 0),
    ).toBe(true);
  });
});

describe('the advertised bandwidth', () => {
  const [, , , hd] = ladder({ rate: 30 });
  const [low] = buildLadder({ audio: [audioTrack()] }).audio;

  test('of video is the cap plus the initial fullness of the buffer and the boxes', () => {
    if (hd === undefined) throw new Error('no 720 lines');
    // Two chunks, each with a full buffer.
    expect(peakBitrate(hd, 4)).toBe(3_000_000 + (2 * 0.9 * 3_000_000) / 4 + 8 * (16 * 30.25 + 50));
    expect(peakBitrate(hd, 2)).toBeGreaterThan(peakBitrate(hd, 4));
    expect(averageBitrate(hd, 4)).toBe(peakBitrate(hd, 4));
  });

  test('of audio leaves room for how far the encoder exceeds its bitrate on intermittent noise', () => {
    if (low === undefined) throw new Error('no audio');
    expect(peakBitrate(low, 4)).toBeGreaterThan(48_000 * 1.39 + 8 * 16 * 46);
    expect(peakBitrate(low, 4)).toBeLessThan(80_000);
  });
});

test('every ladder ascends, has even sizes within the master’s, unique ids and the right levels', () => {
  const side = fc.oneof(fc.integer({ min: 2, max: 9000 }), fc.constantFrom(240, 720, 1080, 1088, 2160));
  const ratio = fc.integer({ min: 1, max: 100 });
  const master = fc.record({
    width: side,
    height: side,
    rate: fc.double({ min: 0.2, max: 300, noNaN: true }),
    pixelAspectRatio: fc.record({ horizontal: ratio, vertical: ratio }),
    orientation: fc.record({ mirrored: fc.boolean(), rotation: fc.constantFrom(0, 90, 180, 270) }),
  });
  const property = fc.property(master, (options) => {
    const renditions = ladder(options as VideoOptions);
    const display = displaySize(videoTrack(options as VideoOptions));
    expect(renditions.length).toBeGreaterThan(0);
    expect(new Set(renditions.map(({ id }) => id)).size).toBe(renditions.length);
    let previous = { shorter: 0, maxBitrate: 0 };
    for (const rendition of renditions) {
      const { width, height, maxBitrate, bufferSize } = rendition;
      const shorter = Math.min(width, height);
      expect([width % 2, height % 2]).toEqual([0, 0]);
      expect(width).toBeLessThanOrEqual(Math.max(2, display.width));
      expect(height).toBeLessThanOrEqual(Math.max(2, display.height));
      expect(Math.max(width, height)).toBeLessThanOrEqual(4096);
      expect(shorter).toBeGreaterThan(previous.shorter);
      expect(maxBitrate).toBeGreaterThanOrEqual(previous.maxBitrate);
      expect(rendition.level).toBe(h264Level({ ...rendition, maxBitrate, bufferSize }));
      expect(rendition.level).toBeLessThanOrEqual(61);
      expect(rendition.id).toBe(`v${shorter}`);
      previous = { shorter, maxBitrate };
    }
  });
  fc.assert(property, { seed: 22, numRuns: 500 });
});
