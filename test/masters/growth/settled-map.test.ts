/** What is settled of a master that grows stays as it is, whatever is appended. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settledMap } from '../../../src/masters/growth/settled-map.js';
import { audioFrameBoundaries, buildSegmentMap } from '../../../src/masters/segment-map/segment-map.js';
import type { AudioTrack, VideoTrack } from '../../../src/tracks/track.js';
import { audioTrack, type Frame, videoTrack } from '../support/tracks.js';

const RATE = 48_000;

/** Recordings with frames of any duration in decode order, keyframes anywhere, some frames presented before one decoded earlier. */
const anyRecording = fc
  .record({
    durations: fc.array(fc.oneof(fc.integer({ min: 20, max: 60 }), fc.integer({ min: 1, max: 2500 })), {
      minLength: 30,
      maxLength: 300,
    }),
    gops: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }),
    reordered: fc.boolean(),
    orderUnknown: fc.boolean(),
    audioBehind: fc.option(fc.double({ min: -2, max: 2, noNaN: true })),
    target: fc.constantFrom(1, 2, 4, 6),
    first: fc.constantFrom<number[]>([], [2, 2], [1]),
    shares: fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ durations, gops, reordered, orderUnknown, audioBehind, target, first, shares }) => ({
    frames: framesOf(durations, gops, reordered && !orderUnknown),
    ...{ orderUnknown, audioBehind, shares },
    options: { targetSeconds: target, firstSeconds: first },
  }));

/** In decode order: within a GOP, each two frames behind a keyframe change places. */
function framesOf(durations: readonly number[], gops: readonly number[], reordered: boolean): Frame[] {
  let [time, next, gop] = [0, 0, 0];
  const frames = durations.map((duration, i) => {
    const sync = i === next;
    if (sync) next += gops[gop++ % gops.length]!;
    time += duration;
    return { time: time - duration, sync };
  });
  for (let i = 1; reordered && i + 1 < frames.length; i += 3) {
    const [one, other] = [frames[i]!, frames[i + 1]!];
    if (!one.sync && !other.sync) [frames[i], frames[i + 1]] = [other, one];
  }
  return frames;
}

interface Tracks {
  readonly video: VideoTrack;
  readonly audio: readonly AudioTrack[];
}

/** What is there of a recording after so many frames. */
function tracksAfter(frames: readonly Frame[], count: number, recording: Recording): Tracks {
  const there = frames.slice(0, count);
  const seconds = Math.max(...there.map(({ time }) => time)) / 1000 - (recording.audioBehind ?? 0);
  return {
    video: { ...videoTrack(there, 1000, 40), orderUnknown: recording.orderUnknown },
    audio: recording.audioBehind === null ? [] : [audioTrack(Math.max(0.1, seconds))],
  };
}

type Recording = typeof anyRecording extends fc.Arbitrary<infer T> ? T : never;

describe('for any recording', () => {
  test('what is settled at one look is at each later one, and at the end', () => {
    let settledSegments = 0;
    fc.assert(
      fc.property(anyRecording, (recording) => {
        const { frames, shares, options } = recording;
        const looks = shares
          .map((share) => Math.max(1, Math.floor(frames.length * share)))
          .sort((a, b) => a - b);
        const whole = tracksAfter(frames, frames.length, recording);
        const last = buildSegmentMap(whole, RATE, options);
        for (const count of looks) {
          const there = tracksAfter(frames, count, recording);
          const map = settledMap(buildSegmentMap(there, RATE, options), there, options);
          settledSegments += map.count;
          expect(map.boundaries).toEqual(last.boundaries.slice(0, map.count + 1));
          expect(map.firstFrames).toEqual(last.firstFrames?.slice(0, map.videoCount + 1));
          const audio = audioFrameBoundaries(last, RATE).slice(0, map.count + 1);
          if (map.count < last.count) expect(audioFrameBoundaries(map, RATE)).toEqual(audio);
        }
      }),
      { seed: 20_261_129, numRuns: 600 },
    );
    // Not because nothing ever was.
    expect(settledSegments).toBeGreaterThan(500);
  });
});

test('a segment is settled once the keyframe behind it is followed by a frame', () => {
  const seconds = (count: number) =>
    Array.from({ length: count * 25 + 2 }, (_, i) => ({ time: i * 40, sync: i % 25 === 0 }));
  const options = { targetSeconds: 2, firstSeconds: [] };
  const settled = (count: number) => {
    const tracks = { video: videoTrack(seconds(count), 1000, 40), audio: [] };
    return settledMap(buildSegmentMap(tracks, RATE, options), tracks, options).count;
  };
  expect([2, 3, 4, 5, 6, 7].map(settled)).toEqual([0, 1, 1, 2, 2, 3]);
});

test('a track that ended long before the others holds nothing back', () => {
  const frames = Array.from({ length: 60 * 25 }, (_, i) => ({ time: i * 40, sync: i % 25 === 0 }));
  const options = { targetSeconds: 4, firstSeconds: [] };
  const tracks = { video: videoTrack(frames, 1000, 40), audio: [audioTrack(5)] };
  expect(settledMap(buildSegmentMap(tracks, RATE, options), tracks, options).count).toBeGreaterThan(10);
});
