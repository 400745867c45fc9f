import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignTracks } from '../../../src/masters/indexing/align-tracks.js';
import { audioTrack, videoTrack } from '../support/tracks.js';

const videoAt = (start: number) =>
  videoTrack(
    [0, 3000, 6000].map((time) => ({ time: Math.round(start * 90_000) + time, sync: time === 0 })),
    90_000,
    3000,
  );

test('the earliest track begins at 0, and the offsets of the others are preserved', () => {
  const aligned = alignTracks({
    video: videoAt(10.5),
    audio: [audioTrack(1, 48_000, 10), audioTrack(1, 44_100, 12)],
  });
  expect([aligned.video?.start, aligned.video?.end]).toEqual([45_000, 54_000]);
  expect(Array.from(aligned.video?.samples.times ?? [])).toEqual([45_000, 48_000, 51_000]);
  expect(aligned.audio.map(({ start }) => start)).toEqual([0, 88_200]);
});

test('tracks that begin at 0 are unchanged', () => {
  const tracks = { video: videoAt(0), audio: [audioTrack(1)] };
  expect(alignTracks(tracks).video).toBe(tracks.video);
});

test('offsets between tracks are preserved to within a tick of each', () => {
  const starts = fc.tuple(fc.integer({ min: 0, max: 90_000 * 50 }), fc.integer({ min: 0, max: 44_100 * 50 }));
  fc.assert(
    fc.property(starts, ([videoTicks, audioTicks]) => {
      const video = videoAt(videoTicks / 90_000);
      const audio = audioTrack(1, 44_100, audioTicks / 44_100);
      const aligned = alignTracks({ video, audio: [audio] });
      const before = videoTicks / 90_000 - audioTicks / 44_100;
      const after = aligned.video!.start / 90_000 - aligned.audio[0]!.start / 44_100;
      expect(Math.abs(before - after)).toBeLessThan(1 / 44_100 + 1 / 90_000);
      expect(Math.min(aligned.video!.start, aligned.audio[0]!.start)).toBe(0);
    }),
    { seed: 20_260_801 },
  );
});
