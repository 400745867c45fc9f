import { describe, expect, test } from 'vitest';
import {
  AAC_FRAME_SAMPLES,
  audioFrameBoundaries,
  buildSegmentMap,
  type SegmentMap,
} from '../../../src/masters/segment-map/segment-map.js';
import type { AudioTrack, VideoTrack } from '../../../src/tracks/track.js';
import { audioTrack, videoTrack } from '../support/tracks.js';

const OPTIONS = { targetSeconds: 4, firstSeconds: [2, 2] };

/** `count` frames of `duration` ticks each; every `gop`-th is a sync sample. */
function regular(count: number, duration: number, timescale: number, gop: number): VideoTrack {
  const frames = Array.from({ length: count }, (_, i) => ({ time: i * duration, sync: i % gop === 0 }));
  return videoTrack(frames, timescale, duration);
}

const mapOf = (video: VideoTrack, audio: readonly AudioTrack[] = [], options = OPTIONS) =>
  buildSegmentMap({ video, audio }, 48_000, options);
const secondsOf = ({ boundaries, timescale }: SegmentMap) =>
  Array.from(boundaries, (ticks) => ticks / timescale);
const lengthsOf = (map: SegmentMap) =>
  secondsOf(map).flatMap((end, i, all) => (i === 0 ? [] : [end - all[i - 1]!]));

describe('regular video', () => {
  test('is cut at sync samples, with shorter first segments', () => {
    const map = mapOf(regular(480, 1, 24, 48));
    expect(secondsOf(map)).toEqual([0, 2, 4, 8, 12, 16, 20]);
    expect(Array.from(map.firstFrames ?? [])).toEqual([0, 48, 96, 192, 288, 384, 480]);
    expect(map).toMatchObject({ count: 6, videoCount: 6, timescale: 24, targetDuration: 4 });
  });

  test.each([
    [24_000, 1001, 96],
    [30_000, 1001, 120],
    [60_000, 1001, 240],
  ])('at %d/%d frames per second is cut exactly', (timescale, duration, frames) => {
    const map = mapOf(regular(frames * 50, duration, timescale, frames / 2));
    const first = [0, frames / 2, frames];
    const later = Array.from({ length: map.count - 2 }, (_, i) => frames * (i + 2));
    expect(Array.from(map.firstFrames ?? [])).toEqual([...first, ...later].slice(0, map.count + 1));
    for (const [segment, frame] of Array.from(map.firstFrames ?? []).entries())
      expect(map.boundaries[segment]).toBe(frame * duration);
    expect(map.targetDuration).toBe(4);
  });

  test('with long GOPs is cut inside them, and at sync samples that are near the target', () => {
    expect(secondsOf(mapOf(regular(500, 1, 25, 250)))).toEqual([0, 2, 4, 8, 10, 14, 18, 20]);
  });

  test('with a single sync sample is cut between whole frames', () => {
    const map = mapOf(regular(300, 1001, 30_000, 1000));
    for (const [segment, frame] of Array.from(map.firstFrames ?? []).entries())
      expect(map.boundaries[segment]).toBe(frame * 1001);
  });

  test('too short for two segments makes one', () => {
    expect(secondsOf(mapOf(regular(10, 1, 24, 10)))).toEqual([0, 10 / 24]);
    expect(mapOf(regular(1, 1, 24, 1)).targetDuration).toBe(4);
  });
});

describe('irregular video', () => {
  test('with one long frame has a segment as long as that frame', () => {
    const times = [0, 1, 2, 3, 60, 61];
    const map = mapOf(
      videoTrack(
        times.map((time) => ({ time, sync: time === 0 })),
        1,
        1,
      ),
    );
    expect(secondsOf(map)).toEqual([0, 2, 3, 60, 62]);
    expect(map.targetDuration).toBe(57);
  });

  test('is cut before a frame that would make the segment too long', () => {
    const times = [0, 0.5, 1, 5.4, 5.5, 6];
    const frames = times.map((time) => ({ time: time * 1000, sync: time === 0 }));
    const map = mapOf(videoTrack(frames, 1000, 500), [], { targetSeconds: 4, firstSeconds: [] });
    expect(secondsOf(map)).toEqual([0, 1, 5.4, 6.5]);
  });

  test('never has a segment shorter than a whole AAC frame', () => {
    const frames = [0, 10, 20_000, 20_010].map((time) => ({ time, sync: time === 0 }));
    const map = mapOf(videoTrack(frames, 1000, 5));
    expect(Math.min(...lengthsOf(map))).toBeGreaterThan(0.046);
  });

  test('whose frame order is unknown is cut only at sync samples', () => {
    const video = { ...regular(500, 1, 25, 190), orderUnknown: true };
    expect(Array.from(mapOf(video).firstFrames ?? [])).toEqual([0, 190, 380, 500]);
  });
});

describe('audio with video', () => {
  const video = regular(240, 1, 24, 48);

  test('that ends with the video changes nothing', () => {
    expect(mapOf(video, [audioTrack(10)])).toEqual(mapOf(video));
  });

  test('that is a little longer extends the last segment', () => {
    const map = mapOf(video, [audioTrack(10.4)]);
    expect(secondsOf(map)).toEqual([0, 2, 4, 8, 10.416666666666666]);
    expect(map.videoCount).toBe(4);
  });

  test('that is much longer gets audio-only segments', () => {
    const map = mapOf(video, [audioTrack(21)]);
    expect(secondsOf(map)).toEqual([0, 2, 4, 8, 10, 14, 18, 21]);
    expect([map.videoCount, map.count]).toEqual([4, 7]);
    expect(map.firstFrames?.length).toBe(5);
  });

  test('that would make the last segment too long halves it', () => {
    const map = mapOf(regular(316, 1, 24, 1000), [audioTrack(13.5)]);
    expect(map.videoCount).toBe(map.count);
    expect(Math.max(...lengthsOf(map))).toBeLessThanOrEqual(5);
    expect(Math.min(...lengthsOf(map))).toBeGreaterThan(1);
  });

  test('that is shorter changes nothing', () => {
    expect(mapOf(video, [audioTrack(3)])).toEqual(mapOf(video));
  });
});

describe('audio without video', () => {
  const audioMap = (seconds: number) => buildSegmentMap({ audio: [audioTrack(seconds)] }, 48_000, OPTIONS);

  test('is cut at the target lengths', () => {
    const map = audioMap(21);
    expect(secondsOf(map)).toEqual([0, 2, 4, 8, 12, 16, 21]);
    expect(map.firstFrames).toBeUndefined();
    expect(map).toMatchObject({ timescale: 48_000, count: 6, videoCount: 0, targetDuration: 5 });
  });

  test('that is shorter than a frame makes one segment', () => {
    expect(audioFrameBoundaries(audioMap(0.001), 48_000)).toEqual(Float64Array.of(0, 1));
  });
});

describe('AAC frames', () => {
  test('are those nearest to the video boundaries', () => {
    const map = mapOf(regular(480, 1001, 24_000, 48));
    const frames = audioFrameBoundaries(map, 48_000);
    for (let segment = 0; segment < map.count; segment++) {
      const distance = frames[segment]! * AAC_FRAME_SAMPLES - (map.boundaries[segment]! * 48_000) / 24_000;
      expect(Math.abs(distance)).toBeLessThanOrEqual(AAC_FRAME_SAMPLES / 2);
    }
  });

  test('cover the end of the presentation with less than a frame of excess', () => {
    const map = mapOf(regular(240, 1, 24, 48));
    const end = audioFrameBoundaries(map, 44_100).at(-1)! * AAC_FRAME_SAMPLES;
    expect(end).toBeGreaterThanOrEqual(441_000);
    expect(end).toBeLessThan(441_000 + AAC_FRAME_SAMPLES);
  });
});
