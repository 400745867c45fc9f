import { describe, expect, test } from 'vitest';
import { decodingStart, requireBoundedLeadIn } from '../../../src/masters/random-access/lead-in.js';
import type { VideoTrack } from '../../../src/tracks/track.js';
import { codeOf } from '../support/errors.js';
import { videoTrack } from '../support/tracks.js';

/** A track of `count` frames; sync samples are named. */
function track(count: number, sync: readonly number[], more: Partial<VideoTrack> = {}): VideoTrack {
  const frames = Array.from({ length: count }, (_, time) => ({ time, sync: sync.includes(time) }));
  return { ...videoTrack(frames, 1, 1), ...more };
}

const refreshes = { starts: Uint32Array.of(4, 10), ends: Uint32Array.of(8, 14) };
const wanted = (first: number) => Uint32Array.of(first, first + 1);

describe('decoding begins', () => {
  test('with the last sync sample, or with one before another', () => {
    const video = track(20, [0, 6, 12]);
    expect([3, 6, 11, 15].map((first) => decodingStart(video, wanted(first)))).toEqual([0, 6, 6, 12]);
    expect(decodingStart(video, wanted(15), 12)).toBe(6);
    expect(decodingStart(video, wanted(15), 6)).toBe(0);
    expect(decodingStart(video, wanted(15), 0)).toBe(0);
  });

  test('with a gradual refresh that is complete before', () => {
    const video = track(20, [0], { refreshes });
    expect([5, 7, 8, 13, 14].map((first) => decodingStart(video, wanted(first)))).toEqual([0, 0, 4, 4, 10]);
    expect(decodingStart(video, wanted(14), 10)).toBe(4);
    expect(decodingStart(video, wanted(14), 4)).toBe(0);
  });
});

describe('a lead-in', () => {
  const code = (video: VideoTrack) => codeOf(() => requireBoundedLeadIn(video));
  const size = { width: 1920, height: 1080 };

  test('may take some minutes of large frames, and more of small ones', async () => {
    expect(await code(track(3800, [0], size))).toBeUndefined();
    expect(await code(track(4000, [0], size))).toBe('master_keyframes_too_sparse');
    expect(await code(track(4000, [0, 2000], size))).toBeUndefined();
    expect(await code(track(36_000, [0], { width: 32, height: 32 }))).toBeUndefined();
    expect(await code(track(100_002, [0], { width: 32, height: 32 }))).toBe('master_keyframes_too_sparse');
  });

  test('is as long as a gradual refresh', async () => {
    const starts = Uint32Array.from({ length: 20 }, (_, i) => i * 500);
    const ends = starts.map((start) => start + 60);
    expect(await code(track(10_000, [0], { ...size, refreshes: { starts, ends } }))).toBeUndefined();
  });
});
