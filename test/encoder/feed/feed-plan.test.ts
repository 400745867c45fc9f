import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  audioFeedPlan,
  FEED_START_SECONDS,
  PARKING_SECONDS,
  videoFeedPlan,
} from '../../../src/encoder/feed/feed-plan.js';
import { codeOf } from '../../masters/support/errors.js';
import { audioTrack, type Frame, videoTrack } from '../../masters/support/tracks.js';

const TIMESCALE = 1000;
const START = FEED_START_SECONDS * TIMESCALE;
const PARKING = PARKING_SECONDS * TIMESCALE;

/** Frames given by their times, in decode order; `*` marks sync samples. */
function track(...frames: readonly string[]) {
  const parsed = frames.map(
    (frame): Frame => ({ time: Number.parseInt(frame, 10), sync: frame.endsWith('*') }),
  );
  return videoTrack(parsed, TIMESCALE, 40);
}

describe('video', () => {
  // Two closed GOPs, then an open one, whose first two frames in presentation order need the GOP before.
  const video = track('0*', '120', '40', '80', '160*', '280', '200', '240', '400*', '320', '360', '440');

  test('is fed from a sync sample to the last sample needed, with the first frame always at the same time', () => {
    const plan = videoFeedPlan(video, 4, 8, 0);
    expect([plan.first, plan.end, plan.timescale]).toEqual([4, 8, TIMESCALE]);
    expect(Array.from(plan.times)).toEqual([0, 120, 40, 80].map((time) => START + time));
  });

  test('from the middle of a GOP is fed from its sync sample, which is placed before the start', () => {
    const plan = videoFeedPlan(video, 6, 8, 0);
    expect(plan.first).toBe(4);
    expect(Array.from(plan.times)).toEqual([-80, 40, -40, 0].map((time) => START + time));
  });

  test('presented before a sync sample that is decoded earlier is fed from the GOP before', () => {
    expect(videoFeedPlan(video, 8, 11, 0).first).toBe(4);
    expect(videoFeedPlan(video, 10, 12, 0).first).toBe(8);
  });

  test('has samples parked that must be decoded but are presented later', () => {
    const plan = videoFeedPlan(video, 8, 10, 0);
    expect([plan.first, plan.end]).toEqual([4, 11]);
    expect(Array.from(plan.times.subarray(4))).toEqual([START + 80 + PARKING, START, START + 40]);
  });

  test('includes neighbouring frames on both sides where filters need them', () => {
    const plan = videoFeedPlan(video, 4, 8, 2);
    expect([plan.first, plan.end]).toEqual([0, 11]);
    expect(plan.times[plan.times.length - 1]).toBe(START + 200 + PARKING);
  });

  test('has so many more samples after a gradual refresh that the decoder holds none back that is wanted', () => {
    const long = track('0*', ...Array.from({ length: 39 }, (_, i) => `${40 * (i + 1)}`));
    const refreshed = { ...long, refreshes: { starts: Uint32Array.of(4), ends: Uint32Array.of(8) } };
    const plan = videoFeedPlan(refreshed, 8, 9, 0);
    expect([plan.first, plan.end]).toEqual([4, 25]);
    expect(Array.from(plan.times.subarray(4, 6))).toEqual([START, START + 40 + PARKING]);
    expect(videoFeedPlan(refreshed, 30, 40, 0).end).toBe(40);
  });

  test('at the ends of the track includes the neighbouring frames that exist', () => {
    const plan = videoFeedPlan(video, 0, 12, 2);
    expect([plan.first, plan.end]).toEqual([0, 12]);
  });

  test('presented before the first sync sample is fed from the first sample', () => {
    expect(videoFeedPlan(track('80*', '0', '40', '120'), 0, 2, 0).first).toBe(0);
  });

  test('is fed from its sync sample however long before it that is', () => {
    const frames = Array.from({ length: 1500 }, (_, i) => `${i * 1000}${i === 0 ? '*' : ''}`);
    const plan = videoFeedPlan(track(...frames), 1400, 1402, 0);
    expect([plan.first, plan.end, plan.times[0], plan.decodeTimes[0]]).toEqual([0, 1402, 0, 0]);
    expect(plan.times[1400]).toBe(START);
  });

  test('is fed from an earlier sync sample on demand', () => {
    expect(videoFeedPlan(video, 8, 11, 0, { before: 4 }).first).toBe(0);
    expect(videoFeedPlan(video, 10, 12, 0, { before: 8 }).first).toBe(4);
    expect(videoFeedPlan(video, 10, 12, 0, { before: 0 }).first).toBe(0);
  });

  test('always has ascending decode times, none after its presentation time', () => {
    const group = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.boolean());
    const master = fc.array(group, { minLength: 1, maxLength: 12 }).map((groups) => {
      let time = 0;
      const frames = groups.flatMap(([length, open, reversed]) => {
        const times = Array.from({ length }, (_, i) => time + i * 40);
        time += length * 40;
        const decoded = reversed ? [times[0]!, ...times.slice(1).reverse()] : times;
        const ordered = open && length > 1 ? [decoded[1]!, decoded[0]!, ...decoded.slice(2)] : decoded;
        return ordered.map((at, i): Frame => ({ time: at, sync: i === 0 }));
      });
      return videoTrack(frames, TIMESCALE, 40);
    });
    fc.assert(
      fc.property(master, fc.nat(), fc.nat(), fc.nat(2), (video_, a, b, neighbours) => {
        const count = video_.frames.length;
        const first = a % count;
        const end = first + 1 + (b % (count - first));
        const plan = videoFeedPlan(video_, first, end, neighbours);
        const wanted = Array.from(plan.times)
          .filter((time) => time >= START && time < START + PARKING)
          .toSorted((x, y) => x - y);
        const start = video_.samples.times[video_.frames[first]!]!;
        const expected = Array.from(
          video_.frames.subarray(first, end),
          (sample) => video_.samples.times[sample]! - start + START,
        );
        expect(wanted).toEqual(expected);
        expect(video_.samples.sync[plan.first]).toBe(1);
        plan.decodeTimes.forEach((time, i) => {
          expect(time).toBeLessThanOrEqual(plan.times[i]!);
          expect(time).toBeGreaterThanOrEqual(plan.decodeTimes[i - 1] ?? 0);
        });
      }),
      { seed: 20_260_801, numRuns: 500 },
    );
  });
});

describe('audio', () => {
  const audio = audioTrack(10);
  const secondsAt = (plan: { times: Float64Array; timescale: number }, i: number) =>
    plan.times[i]! / plan.timescale;

  test('is fed with a warm-up before the wanted samples, whose start is always at the same time', () => {
    const plan = audioFeedPlan(audio, 96_000, 144_000, 48_000)!;
    const firstTime = audio.samples.times[plan.first]! / 48_000;
    expect(firstTime).toBeLessThanOrEqual(1.75);
    expect(firstTime).toBeGreaterThan(1.72);
    expect(secondsAt(plan, 0)).toBeCloseTo(FEED_START_SECONDS + firstTime - 2, 6);
    expect(audio.samples.times[plan.end - 1]!).toBeLessThan(144_000);
    expect(audio.samples.times[plan.end]!).toBeGreaterThanOrEqual(144_000);
  });

  test('has a timescale in which ticks of both sample rates are whole', () => {
    const plan = audioFeedPlan(audio, 44_100, 88_200, 44_100)!;
    expect(plan.timescale % 48_000).toBe(0);
    expect(plan.timescale % 44_100).toBe(0);
  });

  test('outside the track has no feed', () => {
    const late = audioTrack(2, 48_000, 5);
    expect(audioFeedPlan(late, 0, 240_000, 48_000)).toBeUndefined();
    expect(audioFeedPlan(late, 336_000, 400_000, 48_000)).toBeUndefined();
    expect(audioFeedPlan(late, 0, 240_001, 48_000)).toMatchObject({ first: 0, end: 1 });
    expect(audioFeedPlan(late, 335_999, 400_000, 48_000)).toBeDefined();
  });

  test('hidden by an edit list before the start of the track has no feed', () => {
    const primed = { ...audioTrack(2, 48_000, 5), start: 5 * 48_000 + 1024 };
    expect(audioFeedPlan(primed, 0, 5 * 48_000 + 500, 48_000)).toBeUndefined();
  });

  test('starts later in the feed where the wanted range starts before the presentation', () => {
    const plan = audioFeedPlan(audio, -8192, 48_000, 48_000)!;
    expect(plan.first).toBe(0);
    expect(secondsAt(plan, 0)).toBeCloseTo(FEED_START_SECONDS + 8192 / 48_000, 6);
  });

  test('is fed from a sync sample, unless that is too far back', () => {
    const only = (marked: number) => ({
      ...audio,
      samples: { ...audio.samples, sync: audio.samples.sync.map((_, i) => Number(i === marked)) },
    });
    expect(audioFeedPlan(only(40), 96_000, 144_000, 48_000)?.first).toBe(40);
    const long = audioTrack(100);
    const rare = {
      ...long,
      samples: { ...long.samples, sync: long.samples.sync.map((_, i) => Number(i === 0)) },
    };
    const plan = audioFeedPlan(rare, 90 * 48_000, 91 * 48_000, 48_000)!;
    expect(long.samples.times[plan.first]! / 48_000).toBeGreaterThan(79);
  });

  test('with an impossible number of packets is refused', async () => {
    const count = 600_000;
    const times = new Float64Array(count);
    const samples = { ...audio.samples, count, times, sync: new Uint8Array(count).fill(1) };
    expect(await codeOf(() => audioFeedPlan({ ...audio, samples }, 0, 48_000, 48_000))).toBe(
      'master_damaged',
    );
  });
});
