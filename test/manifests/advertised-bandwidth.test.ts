import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { peakBitrate } from '../../src/encoder/ladder/index.js';
import { advertisedBandwidth, maximumBandwidth } from '../../src/manifests/advertised-bandwidth.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

const TIMESCALE = 90_000;
const TARGET = 4;

/** An asset with segments of these durations in seconds. */
function assetWith(lengths: readonly number[]): Asset {
  const boundaries = new Float64Array(lengths.length + 1);
  lengths.forEach((length, segment) => {
    boundaries[segment + 1] = boundaries[segment]! + Math.round(length * TIMESCALE);
  });
  const [count, videoCount] = [lengths.length, lengths.length];
  const asset = madeUpAsset();
  return { ...asset, map: { timescale: TIMESCALE, boundaries, count, videoCount, targetDuration: TARGET } };
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
        const asset = assetWith(lengths);
        for (const rendition of asset.ladder.video) {
          const largest = lengths.map((length) => (peakBitrate(rendition, length) * length) / 8);
          const { peak, average } = measured(largest, lengths);
          const advertised = maximumBandwidth(asset, rendition);
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
          const asset = assetWith(lengths);
          const sizes = Uint32Array.from(lengths, () => stream.next().value);
          const { peak, average } = measured(sizes, lengths);
          const advertised = advertisedBandwidth(asset, asset.ladder.video[0]!, sizes);
          expect(Math.abs(advertised.peak - peak)).toBeLessThanOrEqual(1);
          expect(Math.abs(advertised.average - average)).toBeLessThanOrEqual(1);
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  it('counts segments not produced yet with their maximum size', () => {
    const asset = assetWith([4, 4, 4]);
    const rendition = asset.ladder.video[0]!;
    const none = advertisedBandwidth(asset, rendition, new Uint32Array(3));
    const one = advertisedBandwidth(asset, rendition, Uint32Array.of(0, 1000, 0));
    expect(none).toEqual(maximumBandwidth(asset, rendition));
    expect(one.peak).toBe(none.peak);
    expect(one.average).toBeLessThan(none.average);
  });

  it('is the same in every process before any segment is produced', () => {
    const asset = assetWith([2, 2, 4]);
    for (const rendition of [...asset.ladder.video, ...asset.ladder.audio]) {
      expect(advertisedBandwidth(asset, rendition, undefined)).toEqual(maximumBandwidth(asset, rendition));
    }
  });
});
