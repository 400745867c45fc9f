/** Properties of the segment map of any master. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AAC_FRAME_SAMPLES,
  audioFrameBoundaries,
  audioFramesOf,
  buildSegmentMap,
  type SegmentMap,
} from '../../src/masters/segment-map/segment-map.js';
import type { AudioTrack, VideoTrack } from '../../src/tracks/track.js';
import { audioTrack, videoTrack } from './support/tracks.js';

const LONGEST = 1.25;

function lengthsOf({ boundaries, timescale }: SegmentMap): number[] {
  return Array.from(boundaries.subarray(1), (end, i) => (end - boundaries[i]!) / timescale);
}

/** Masters with frames of any duration, any sync samples, frame order known or not, and audio of any length or none. */
const anyMaster = fc
  .record({
    durations: fc.array(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 9000 })), {
      minLength: 1,
      maxLength: 120,
    }),
    start: fc.constantFrom(0, 0, 83, 700),
    gop: fc.integer({ min: 1, max: 200 }),
    irregular: fc.boolean(),
    orderUnknown: fc.boolean(),
    audioSeconds: fc.option(fc.double({ min: 0.1, max: 200, noNaN: true })),
    target: fc.constantFrom(1, 2, 4, 6, 10),
    first: fc.constantFrom<number[]>([], [2, 2], [1]),
  })
  .map(({ durations, start, gop, irregular, orderUnknown, audioSeconds, target, first }) => {
    let time = start;
    const frames = durations.map((duration, i) => {
      time += duration;
      return { time: time - duration, sync: irregular ? (i * 7) % gop === 0 : i % gop === 0 };
    });
    const video = { ...videoTrack(frames, 1000, durations.at(-1)!), orderUnknown };
    return {
      video,
      audio: audioSeconds === null ? [] : [audioTrack(audioSeconds)],
      options: { targetSeconds: target, firstSeconds: first },
    };
  });

const check = (
  property: (master: { video: VideoTrack; audio: AudioTrack[]; map: SegmentMap; target: number }) => void,
) =>
  fc.assert(
    fc.property(anyMaster, ({ video, audio, options }) => {
      const target = Math.max(options.targetSeconds, ...options.firstSeconds);
      property({ video, audio, map: buildSegmentMap({ video, audio }, 48_000, options), target });
    }),
    { seed: 20_260_801, numRuns: 400 },
  );

describe('for any master', () => {
  test('every frame is in exactly one segment, in order', () => {
    check(({ video, map }) => {
      const first = Array.from(map.firstFrames ?? []);
      expect([first[0], first.at(-1), first.length]).toEqual([0, video.frames.length, map.videoCount + 1]);
      for (let i = 1; i < first.length; i++) expect(first[i]).toBeGreaterThan(first[i - 1]!);
    });
  });

  test('boundaries are frame times, ascending from 0 to the end of the last track', () => {
    check(({ video, audio, map }) => {
      const { boundaries, firstFrames } = map;
      expect(boundaries[0]).toBe(0);
      for (let i = 1; i < map.videoCount; i++)
        expect(boundaries[i]).toBe(video.samples.times[video.frames[firstFrames![i]!]!]);
      for (let i = 1; i <= map.count; i++) expect(boundaries[i]).toBeGreaterThan(boundaries[i - 1]!);
      const end = Math.max(video.end / 1000, ...audio.map((track) => track.end / track.timescale));
      expect(boundaries[map.count]! / 1000).toBeGreaterThanOrEqual(end - 1e-9);
      expect(boundaries[map.count]! / 1000).toBeLessThan(end + 0.001);
    });
  });

  test('a segment is much longer than its target only if it has one long frame or the frame order is unknown', () => {
    check(({ video, map, target }) => {
      const lengths = lengthsOf(map);
      for (let segment = 1; segment < map.videoCount - 1; segment++) {
        const last = video.frames[map.firstFrames![segment + 1]! - 1]!;
        const isOneFrame = video.samples.times[last]! - map.boundaries[segment]! < 50;
        if (!isOneFrame && !video.orderUnknown)
          expect(lengths[segment]).toBeLessThanOrEqual(target * LONGEST);
      }
    });
  });

  test('no video or audio segment, rounded, is longer than the target duration', () => {
    check(({ map }) => {
      const audio = [44_100, 48_000].flatMap((rate) => {
        const frames = audioFrameBoundaries(map, rate);
        return Array.from(
          frames.subarray(1),
          (frame, i) => ((frame - frames[i]!) * AAC_FRAME_SAMPLES) / rate,
        );
      });
      const longest = Math.max(...lengthsOf(map), ...audio);
      expect(Math.round(longest)).toBeLessThanOrEqual(map.targetDuration);
      expect(longest).toBeLessThanOrEqual(map.targetDuration + 0.5);
    });
  });

  test('every segment has an AAC frame, and the frames of one segment are the same computed alone', () => {
    check(({ map }) => {
      for (const rate of [44_100, 48_000]) {
        const frames = audioFrameBoundaries(map, rate);
        for (let segment = 0; segment < map.count; segment++) {
          expect(frames[segment + 1]).toBeGreaterThan(frames[segment]!);
          expect(audioFramesOf(map, rate, segment)).toEqual([frames[segment], frames[segment + 1]]);
        }
      }
    });
  });
});
