import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Edit } from '../../../src/isobmff/index.js';
import { emptySamples, type MediaSamples } from '../../../src/masters/demux/media-samples.js';
import { audioTimeline, videoTimeline } from '../../../src/masters/demux/timeline.js';
import { processorMs } from '../../support/processor-time.js';
import { codeOf } from '../support/errors.js';

const MEDIA = 90_000;
const MOVIE = 1000;

/** Samples in decode order with these composition times; each but the last ends where the next presented one begins. */
function samplesAt(
  times: readonly number[],
  lastDuration = 3000,
  sync: readonly number[] = [0],
): MediaSamples {
  const samples = emptySamples(times.length, 1e9);
  const order = times.toSorted((a, b) => a - b);
  times.forEach((time, i) => {
    samples.compositionTimes[i] = time;
    samples.durations[i] = (order[order.indexOf(time) + 1] ?? time + lastDuration) - time;
  });
  for (const sample of sync) samples.sync[sample] = 1;
  return samples;
}

const edit = (duration: number, mediaTime: number, rate = 1): Edit => ({ duration, mediaTime, rate });
const regular = (count: number) => Array.from({ length: count }, (_, i) => i * 3000);
const video = (samples: MediaSamples, edits: readonly Edit[] = [], movie = MOVIE) =>
  videoTimeline(samples, MEDIA, edits, movie);
const presented = ({ frames, times }: { frames: Uint32Array; times: Float64Array }) =>
  Array.from(frames, (frame) => times[frame]);

describe('video', () => {
  test('without an edit list keeps its media times', () => {
    const timeline = video(samplesAt([0, 9000, 3000, 6000]));
    expect(Array.from(timeline.frames)).toEqual([0, 2, 3, 1]);
    expect(presented(timeline)).toEqual([0, 3000, 6000, 9000]);
    expect([timeline.timescale, timeline.start, timeline.end]).toEqual([MEDIA, 0, 12_000]);
  });

  test('begins where the edit does, which removes the reordering delay', () => {
    const timeline = video(samplesAt([6000, 9000, 12_000]), [edit(0, 6000)]);
    expect(presented(timeline)).toEqual([0, 3000, 6000]);
  });

  test('is delayed by leading empty edits', () => {
    const timeline = video(samplesAt(regular(2)), [edit(500, -1), edit(500, -1), edit(0, 0)]);
    expect([timeline.start, timeline.end]).toEqual([MEDIA, MEDIA + 6000]);
  });

  test('outside of the edit is hidden, and the last frame ends with the edit', () => {
    const timeline = video(samplesAt(regular(10)), [edit(150, 6000)]);
    expect(Array.from(timeline.frames)).toEqual([2, 3, 4, 5, 6]);
    expect([timeline.start, timeline.end]).toEqual([0, 13_500]);
  });

  test('ends with the media if the edit is longer', () => {
    expect(video(samplesAt(regular(3)), [edit(60_000, 0)]).end).toBe(9000);
  });

  test('with contiguous edits is one range, however coarse the movie timescale is', () => {
    const edits = [edit(33, 0), edit(34, 3003), edit(33, 6006)];
    expect(video(samplesAt([0, 3003, 6006, 9009]), edits).frames.length).toBe(3);
    expect(video(samplesAt(regular(4)), [edit(100, 0), edit(0, 9000)]).frames.length).toBe(4);
  });

  test('ignores empty edits at the end', () => {
    expect(video(samplesAt(regular(3)), [edit(0, 0), edit(700, -1)]).frames.length).toBe(3);
  });

  test('has frames of the same time a tick apart', () => {
    expect(presented(video(samplesAt([0, 3000, 3000, 3000, 3001, 6000])))).toEqual([
      0, 3000, 3001, 3002, 3003, 6000,
    ]);
  });

  test('keeps irregular times', () => {
    const times = [0, 3003, 6100, 60_000, 60_001, 61_000];
    expect(presented(video(samplesAt(times)))).toEqual(times);
  });

  test('has the average duration for a last frame without one', () => {
    expect(video(samplesAt(regular(4), 0)).end).toBe(12_000);
  });

  test('with a timescale too coarse or too fine gets another', () => {
    expect(videoTimeline(samplesAt([0, 1, 2], 1), 30, [], MOVIE)).toMatchObject({
      timescale: 10_020,
      end: 1002,
    });
    const fine = videoTimeline(samplesAt([0, 4e8], 4e8), 1e9, [], MOVIE);
    expect(fine).toMatchObject({ timescale: 10_000_000, end: 8_000_000 });
  });

  test.each([
    ['slowed down', [edit(0, 0, 0.5)]],
    ['with a dwell', [edit(0, 0, 0)]],
    ['repeated', [edit(100, 0), edit(100, 0)]],
    ['reordered', [edit(100, 9000), edit(100, 0)]],
    ['cut out of the middle', [edit(100, 0), edit(100, 20_000)]],
    ['with a pause in the middle', [edit(100, 0), edit(50, -1), edit(100, 9000)]],
    ['after an edit up to the end', [edit(0, 0), edit(100, 9000)]],
  ])('%s is refused', async (_, edits) => {
    expect(await codeOf(() => video(samplesAt(regular(20)), edits))).toBe('master_edit_list_unsupported');
  });

  test.each([
    ['there are no samples', [], []],
    ['the edit is after the media', regular(3), [edit(0, 90_000)]],
    ['all edits are empty', regular(3), [edit(100, -1)]],
  ])('is refused when %s', async (_, times, edits) => {
    expect(await codeOf(() => video(samplesAt(times), edits))).toBe('master_duration_unsupported');
  });

  test('with edits in a movie without a timescale is refused', async () => {
    expect(await codeOf(() => video(samplesAt(regular(3)), [edit(1, 0)], 0))).toBe(
      'master_edit_list_unsupported',
    );
  });

  test('in the worst order is still sorted quickly', async () => {
    const samples = emptySamples(200_000, 1e9);
    samples.compositionTimes.forEach((_, i, all) => {
      all[i] = 1e9 - i;
    });
    samples.sync.fill(1);
    const spentMs = await processorMs(() => expect(video(samples).frames[0]).toBe(199_999));
    expect(spentMs).toBeLessThan(2000);
  });

  test('has every frame presented once, in order, for any times', () => {
    const times = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, (given) => {
        const { frames, times: mapped } = video(samplesAt(given));
        expect(frames.toSorted()).toEqual(Uint32Array.from(given.keys()));
        for (let i = 1; i < frames.length; i++)
          expect(mapped[frames[i]!]).toBeGreaterThan(mapped[frames[i - 1]!]!);
      }),
      { seed: 20_260_801 },
    );
  });
});

describe('audio', () => {
  const packets = (count: number) => {
    const samples = emptySamples(count, 1e9);
    for (let i = 0; i < count; i++) {
      samples.compositionTimes[i] = i * 1024;
      samples.durations[i] = 1024;
    }
    return samples;
  };
  const audio = (samples: MediaSamples, edits: readonly Edit[] = []) =>
    audioTimeline(samples, 48_000, edits, 1000);

  test('begins inside a packet if an edit removes the priming', () => {
    expect(audio(packets(3), [edit(0, 1500)])).toMatchObject({
      start: 0,
      end: 1572,
      times: Float64Array.of(-1500, -476, 548),
    });
  });

  test('ends inside a packet if the edit does', () => {
    expect(audio(packets(10), [edit(100, 1024)])).toMatchObject({ start: 0, end: 4800 });
  });

  test('begins late after an empty edit', () => {
    expect(audio(packets(2), [edit(1000, -1), edit(0, 0)])).toMatchObject({ start: 48_000, end: 50_048 });
  });

  test('whose media begins late begins late', () => {
    const samples = packets(2);
    samples.compositionTimes.set([5000, 6024]);
    expect(audio(samples)).toMatchObject({ start: 5000, end: 7048 });
  });

  test('has times that never decrease', () => {
    const samples = packets(4);
    samples.compositionTimes.set([0, 1024, 100, 3072]);
    expect(Array.from(audio(samples).times)).toEqual([0, 1024, 1024, 3072]);
  });

  test('without a presented sample is refused', async () => {
    expect(await codeOf(() => audio(packets(0)))).toBe('master_duration_unsupported');
    expect(await codeOf(() => audio(packets(2), [edit(100, 5000)]))).toBe('master_duration_unsupported');
  });
});
