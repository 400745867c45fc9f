import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Presentation } from '../../src/assets/presentation/presentation.js';
import { presentWhole } from '../../src/assets/presentation/whole-master.js';
import { peakBitrate } from '../../src/encoder/ladder/index.js';
import { advertisedBandwidth } from '../../src/manifests/advertised-bandwidth.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

const TIMESCALE = 90_000;
const TARGET = 4;

/** A presentation with segments of these durations in seconds. */
function presentationWith(lengths: readonly number[]): Presentation {
  const boundaries = new Float64Array(lengths.length + 1);
  lengths.forEach((length, segment) => {
    boundaries[segment + 1] = boundaries[segment]! + Math.round(length * TIMESCALE);
  });
  const [count, videoCount] = [lengths.length, lengths.length];
  const map = { timescale: TIMESCALE, boundaries, count, videoCount, targetDuration: TARGET };
  return presentWhole({ ...madeUpAsset(), map });
}

/** The highest bandwidth over contiguous segments of 2 to 6 seconds, or else over all of them. */
function measured(sizes: ArrayLike<number>, lengths: readonly number[]): { peak: number; average: number } {
  const bandwidths: number[] = [];
  const bandwidthOf = (start: number, end: number) => {
    const [bytes, seconds] = [Array.from(sizes).slice(start, end), lengths.slice(start, end)].map((values) =>
      values.reduce((sum, value) => sum + value, 0),
    );
    return { seconds: seconds!, bitsPerSecond: (8 * bytes!) / seconds! };
  };
  lengths.forEach((_, start) => {
    lengths.slice(start).forEach((__, more) => {
      const { seconds, bitsPerSecond } = bandwidthOf(start, start + more + 1);
      if (seconds >= TARGET / 2 && seconds <= TARGET * 1.5) bandwidths.push(bitsPerSecond);
    });
  });
  const average = bandwidthOf(0, lengths.length).bitsPerSecond;
  return { average, peak: Math.max(average, ...bandwidths) };
}

const milliseconds = (ms: number) => ms / 1000;
const segmentLengths = fc.array(fc.integer({ min: 50, max: 5000 }).map(milliseconds), {
  minLength: 1,
  maxLength: 12,
});

describe('the advertised bandwidth of a rendition', () => {
  it('is never below that of segments of maximum size, for any boundaries', () => {
    fc.assert(
      fc.property(segmentLengths, (lengths) => {
        const presentation = presentationWith(lengths);
        for (const rendition of presentation.ladder.video) {
          const largest = lengths.map((length) => (peakBitrate(rendition, length) * length) / 8);
          const { peak, average } = measured(largest, lengths);
          const advertised = presentation.of(rendition).maximum.bandwidth;
          expect(advertised.peak).toBeGreaterThanOrEqual(peak - 1);
          expect(advertised.average).toBeGreaterThanOrEqual(average - 1);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('is the measured one once all segments are produced', () => {
    fc.assert(
      fc.property(
        segmentLengths,
        fc.infiniteStream(fc.integer({ min: 1, max: 10_000_000 })),
        (lengths, stream) => {
          const presentation = presentationWith(lengths);
          const sizes = Uint32Array.from(lengths, () => stream.next().value);
          const { peak, average } = measured(sizes, lengths);
          const advertised = advertisedBandwidth(presentation, presentation.ladder.video[0]!, sizes);
          expect(Math.abs(advertised.peak - peak)).toBeLessThanOrEqual(1);
          expect(Math.abs(advertised.average - average)).toBeLessThanOrEqual(1);
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  it('counts segments not produced yet with their maximum size', () => {
    const presentation = presentationWith([4, 4, 4]);
    const rendition = presentation.ladder.video[0]!;
    const none = advertisedBandwidth(presentation, rendition, new Uint32Array(3));
    const one = advertisedBandwidth(presentation, rendition, Uint32Array.of(0, 1000, 0));
    expect(none).toEqual(presentation.of(rendition).maximum.bandwidth);
    expect(one.peak).toBe(none.peak);
    expect(one.average).toBeLessThan(none.average);
  });

  it('is the same in every process before any segment is produced', () => {
    const presentation = presentationWith([2, 2, 4]);
    for (const rendition of [...presentation.ladder.video, ...presentation.ladder.audio]) {
      expect(advertisedBandwidth(presentation, rendition, undefined)).toEqual(
        presentation.of(rendition).maximum.bandwidth,
      );
    }
  });
});
