import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptySamples, type MediaSamples } from '../../../src/demux/media-samples.js';
import type { Edit } from '../../../src/isobmff/index.js';
import { frameTime } from '../../../src/tracks/timeline/frame-runs.js';
import { type VideoTimeline, videoTimeline } from '../../../src/tracks/timeline/video-timeline.js';
import { codeOf } from '../../masters/support/errors.js';
import { processorMs } from '../../support/processor-time.js';

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
const presented = ({ frames, times, runs }: VideoTimeline) =>
  Array.from(frames.keys(), (frame) =>
    frameTime({ frames, samples: { times }, ...(runs && { runs }) }, frame),
  );

describe('a video timeline', () => {
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

  test.each([
    ['no', 0],
    ['a negative', 2 ** 32 - 144],
    ['an absurd', 2 ** 31 - 1],
  ])('has the average duration for a last frame with %s one', (_, duration) => {
    expect(videoTimeline(samplesAt(regular(4), duration), 3000, [], MOVIE).end).toBe(4 * 3000 * 4);
  });

  test('believes that a last frame stands for five minutes', () => {
    expect(video(samplesAt(regular(4), 300 * MEDIA)).end).toBe(9000 + 300 * MEDIA);
  });

  test('of one frame has its duration, or that of a frame', () => {
    expect(video(samplesAt([0], 20 * MEDIA)).end).toBe(20 * MEDIA);
    expect(video(samplesAt([0], 0)).end).toBe(3600);
  });

  test('with a timescale too coarse or too fine gets another', () => {
    expect(videoTimeline(samplesAt([0, 1, 2], 1), 30, [], MOVIE)).toMatchObject({
      timescale: 10_020,
      end: 1002,
    });
    const fine = videoTimeline(samplesAt([0, 4e8], 4e8), 1e9, [], MOVIE);
    expect(fine).toMatchObject({ timescale: 10_000_000, end: 8_000_000 });
  });

  const piecesOf = (edits: readonly Edit[]) => {
    const timeline = video(samplesAt(regular(20)), edits);
    return {
      frames: Array.from(timeline.frames),
      firsts: Array.from(timeline.runs?.firsts ?? []),
      times: presented(timeline),
      end: timeline.end,
    };
  };

  test('has the frames of each piece, at the time of the piece', () => {
    expect(piecesOf([edit(100, 3000), edit(100, 30_000)])).toEqual({
      frames: [1, 2, 3, 10, 11, 12],
      firsts: [0, 3],
      times: [0, 3000, 6000, 9000, 12_000, 15_000],
      end: 18_000,
    });
  });

  test('may repeat frames, and have them in another order', () => {
    expect(piecesOf([edit(67, 9000), edit(33, 0), edit(67, 9000)])).toMatchObject({
      frames: [3, 4, 0, 3, 4],
      firsts: [0, 2, 3],
      times: [0, 3000, 6030, 9000, 12_000],
    });
  });

  test('has nothing in a pause, in which the frame before lasts', () => {
    expect(piecesOf([edit(67, 0), edit(100, -1), edit(67, 9000)])).toMatchObject({
      frames: [0, 1, 3, 4],
      times: [0, 3000, 15_030, 18_030],
    });
  });

  test('has frames twice as far apart at half the rate, and half as far at twice', () => {
    expect(piecesOf([edit(200, 0, 0.5), edit(50, 9000, 2)])).toMatchObject({
      frames: [0, 1, 2, 3, 4, 5],
      times: [0, 6000, 12_000, 18_000, 19_500, 21_000],
      end: 22_500,
    });
  });

  test('has one frame where a picture stands still, and one where a piece is shorter than a frame', () => {
    expect(piecesOf([edit(500, 9000, 0), edit(10, 31_000)])).toMatchObject({
      frames: [3, 10],
      times: [0, 45_000],
      end: 45_900,
    });
  });

  test('has no frame that begins within the rounding of a piece’s end', () => {
    // A tick of the movie is 90 of the media.
    expect(piecesOf([edit(67, 0), edit(100, 30_000)]).frames).toEqual([0, 1, 10, 11, 12]);
  });

  test('goes on beyond the last piece no longer than its media', () => {
    expect(piecesOf([edit(100, 3000), edit(9000, 54_000)])).toMatchObject({ end: 15_000 });
  });

  const many = (count: number, length: number) =>
    Array.from({ length: count }, (_, i) => edit(length, i % 2 === 0 ? 0 : 30_000));

  test.each([
    ['backwards', [edit(100, 9000, -1)], 'plays media backwards'],
    ['nine times as fast', [edit(100, 0, 9)], 'plays media more than 4 times as fast'],
    ['hardly moving', [edit(100, 0, 0.001)], 'slows media down to less than a 64th'],
    [
      'after an edit up to the end',
      [edit(0, 0), edit(100, 9000)],
      'has a piece without a length before its end',
    ],
    ['in thousands of pieces', many(1001, 1000), 'has more than 1000 pieces'],
    ['in confetti', many(40, 40), 'has more than 16 pieces in 4 seconds'],
  ])('%s is refused', async (_, edits, reason) => {
    expect(await codeOf(() => video(samplesAt(regular(20)), edits))).toBe('master_edit_list_unsupported');
    expect(() => video(samplesAt(regular(20)), edits)).toThrow(
      expect.objectContaining({ publicDetail: expect.stringContaining(`Its edit list ${reason}. `) }),
    );
  });

  test('that repeats millions of frames is refused', async () => {
    const samples = () => samplesAt(Array.from({ length: 20_000 }, (_, i) => i));
    const all = Array.from({ length: 100 }, () => edit(1000, 0));
    expect(await codeOf(() => video(samples(), all))).toBe('master_edit_list_unsupported');
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
