import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { peakBitrate } from '../../src/encoder/ladder/index.js';
import { advertisedBandwidth, largestRate } from '../../src/manifests/advertised-bandwidth.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

const TIMESCALE = 90_000;
const TARGET = 4;

/** An asset that is cut into segments of these lengths in seconds. */
function assetWith(lengths: readonly number[]): Asset {
  const boundaries = new Float64Array(lengths.length + 1);
  lengths.forEach((length, segment) => {
    boundaries[segment + 1] = boundaries[segment]! + Math.round(length * TIMESCALE);
  });
  const [count, videoCount] = [lengths.length, lengths.length];
  const asset = madeUpAsset();
  return { ...asset, map: { timescale: TIMESCALE, boundaries, count, videoCount, targetDuration: TARGET } };
}

/** The largest rate over contiguous segments of 2 to 6 seconds, or else over all of them. */
function measured(sizes: ArrayLike<number>, lengths: readonly number[]): { peak: number; average: number } {
  const rates: number[] = [];
  const rateOf = (start: number, end: number) => {
    const [bytes, seconds] = [Array.from(sizes).slice(start, end), lengths.slice(start, end)].map((values) =>
      values.reduce((sum, value) => sum + value, 0),
    );
    return { seconds: seconds!, rate: (8 * bytes!) / seconds! };
  };
  lengths.forEach((_, start) => {
    lengths.slice(start).forEach((__, more) => {
      const { seconds, rate } = rateOf(start, start + more + 1);
      if (seconds >= TARGET / 2 && seconds <= TARGET * 1.5) rates.push(rate);
    });
  });
  const average = rateOf(0, lengths.length).rate;
  return { average, peak: Math.max(average, ...rates) };
}

const milliseconds = (ms: number) => ms / 1000;
const segmentLengths = fc.array(fc.integer({ min: 50, max: 5000 }).map(milliseconds), {
  minLength: 1,
  maxLength: 12,
});

describe('the declared rate of a rendition', () => {
  it('is never below what segments as large as they can be come to, however they are cut', () => {
    fc.assert(
      fc.property(segmentLengths, (lengths) => {
        const asset = assetWith(lengths);
        for (const rendition of asset.ladder.video) {
          const largest = lengths.map((length) => (peakBitrate(rendition, length) * length) / 8);
          const { peak, average } = measured(largest, lengths);
          const declared = largestRate(asset, rendition);
          expect(declared.peak).toBeGreaterThanOrEqual(peak - 1);
          expect(declared.average).toBeGreaterThanOrEqual(average - 1);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('is what came out when all segments were made', () => {
    fc.assert(
      fc.property(
        segmentLengths,
        fc.infiniteStream(fc.integer({ min: 1, max: 10_000_000 })),
        (lengths, stream) => {
          const asset = assetWith(lengths);
          const sizes = Uint32Array.from(lengths, () => stream.next().value);
          const { peak, average } = measured(sizes, lengths);
          const declared = advertisedBandwidth(asset, asset.ladder.video[0]!, sizes);
          expect(Math.abs(declared.peak - peak)).toBeLessThanOrEqual(1);
          expect(Math.abs(declared.average - average)).toBeLessThanOrEqual(1);
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  it('counts segments that were not made yet as large as they can be', () => {
    const asset = assetWith([4, 4, 4]);
    const rendition = asset.ladder.video[0]!;
    const none = advertisedBandwidth(asset, rendition, new Uint32Array(3));
    const one = advertisedBandwidth(asset, rendition, Uint32Array.of(0, 1000, 0));
    expect(none).toEqual(largestRate(asset, rendition));
    expect(one.peak).toBe(none.peak);
    expect(one.average).toBeLessThan(none.average);
  });

  it('is the same in every process as long as nothing was made', () => {
    const asset = assetWith([2, 2, 4]);
    for (const rendition of [...asset.ladder.video, ...asset.ladder.audio]) {
      expect(advertisedBandwidth(asset, rendition, undefined)).toEqual(largestRate(asset, rendition));
    }
  });
});
