import { describe, expect, test } from 'vitest';
import { emptySamples, type MediaSamples } from '../../../src/demux/media-samples.js';
import type { Edit } from '../../../src/isobmff/index.js';
import { audioTimeline } from '../../../src/tracks/timeline/audio-timeline.js';
import { codeOf } from '../../masters/support/errors.js';

const edit = (duration: number, mediaTime: number, rate = 1): Edit => ({ duration, mediaTime, rate });

describe('an audio timeline', () => {
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

  test('has the parts of the media that edits present, to the sample', () => {
    const { pieces, start, end } = audio(packets(100), [edit(500, 1024), edit(250, 49_024)]);
    expect({ start, end }).toEqual({ start: 0, end: 36_000 });
    expect(pieces).toEqual([
      { start: 0, end: 24_000, mediaStart: 0, rate: 1 },
      { start: 24_000, end: 36_000, mediaStart: 48_000, rate: 1 },
    ]);
  });

  test('is silent in pauses, while a picture stands still, and where the media has ended', () => {
    const edits = [edit(100, 0), edit(100, -1), edit(100, 0, 0), edit(100, 200_000), edit(100, 4800)];
    expect(audio(packets(100), edits).pieces).toEqual([
      { start: 0, end: 4800, mediaStart: 0, rate: 1 },
      { start: 14_400 + 4800, end: 14_400 + 9600, mediaStart: 4800, rate: 1 },
    ]);
  });

  test('lasts longer at a lower rate', () => {
    expect(audio(packets(100), [edit(500, 0, 0.5), edit(100, 12_000)]).pieces).toEqual([
      { start: 0, end: 24_000, mediaStart: 0, rate: 0.5 },
      { start: 24_000, end: 28_800, mediaStart: 12_000, rate: 1 },
    ]);
  });

  test.each([
    ['negative', 2 ** 32 - 144],
    ['absurd', 48_000 * 60],
  ])('ends with a whole packet whose duration is %s', (_, duration) => {
    const samples = packets(10);
    samples.durations[9] = duration;
    expect(audio(samples).end).toBe(10 * 1024);
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
