import { describe, expect, test } from 'vitest';
import { frameTime } from '../../../src/tracks/timeline/frame-runs.js';
import { holdFrames } from '../../../src/tracks/timeline/hold-frames.js';
import type { VideoTrack } from '../../../src/tracks/track.js';
import { audioTrack, videoTrack } from '../../masters/support/tracks.js';

const TIMESCALE = 1000;

/** Frames of 40 ms from `start` to `end`, in milliseconds. */
function video(start: number, end: number): VideoTrack {
  const count = (end - start) / 40;
  const frames = Array.from({ length: count }, (_, i) => ({ time: start + 40 * i, sync: i === 0 }));
  return videoTrack(frames, TIMESCALE, 40);
}

/** What is presented beside `seconds` of audio. */
function held(track: VideoTrack, seconds: number): VideoTrack {
  return holdFrames({ video: track, audio: [audioTrack(seconds)] }).video;
}

const timesOf = (track: VideoTrack) => Array.from(track.frames.keys(), (frame) => frameTime(track, frame));

describe('video that begins late', () => {
  test('has its first frame from 0 on, at least every two seconds', () => {
    const track = held(video(5000, 6000), 6);
    expect(timesOf(track).slice(0, 5)).toEqual([0, 834, 1667, 3333, 5000]);
    expect(Array.from(track.frames.subarray(0, 5))).toEqual([0, 0, 0, 0, 0]);
    expect(Array.from(track.runs!.firsts)).toEqual([0, 1, 2, 3, 4]);
    expect([track.start, track.end]).toEqual([0, 6000]);
  });

  test('by a few frames is left as it is', () => {
    expect(held(video(80, 4080), 4)).toEqual(video(80, 4080));
  });
});

describe('video that ends early', () => {
  test('has its last frame until the audio ends', () => {
    const track = held(video(0, 1000), 6);
    expect(timesOf(track).slice(24)).toEqual([960, 2640, 4320]);
    expect(Array.from(track.frames.subarray(24))).toEqual([24, 24, 24]);
    expect(track.end).toBe(6000);
  });

  test('by less than a second is left as it is', () => {
    expect(held(video(0, 4000), 4.9)).toEqual(video(0, 4000));
  });

  test('has a last frame that lasts longer if that is less than two seconds', () => {
    expect(held(video(0, 4000), 5.5)).toEqual({ ...video(0, 4000), end: 5500 });
  });
});

test('one picture becomes a film of it', () => {
  const track = held(video(0, 40), 20);
  expect(timesOf(track)).toEqual([0, 2000, 4000, 6000, 8000, 10_000, 12_000, 14_000, 16_000, 18_000]);
  expect(new Set(track.frames)).toEqual(new Set([0]));
  expect(track.end).toBe(20_000);
});

test('an edited track stays in the same pieces', () => {
  const runs = {
    firsts: Uint32Array.of(0, 50),
    rates: Float64Array.of(1, 0.5),
    shifts: Float64Array.of(3000, 1000),
  };
  const edited = { ...video(0, 4000), runs, start: 3000, end: 9000 };
  const track = held(edited, 15);
  expect(timesOf(track)).toEqual([0, 750, 1500, ...timesOf(edited), 10_440, 11_960, 13_480]);
  expect(Array.from(track.runs!.firsts)).toEqual([0, 1, 2, 3, 53, 103, 104, 105]);
});

test('nothing is held of a track whose order is unknown, and nothing without video', () => {
  const unknown = { ...video(0, 1000), orderUnknown: true };
  expect(held(unknown, 9)).toBe(unknown);
  expect(holdFrames({ audio: [audioTrack(1)] })).toEqual({ audio: [audioTrack(1)] });
});
