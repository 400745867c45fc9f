import { describe, expect, it } from 'vitest';
import { type Day, dayOf, zipf } from '../../bench/support/catalogue.js';
import {
  BASE,
  costsOf,
  EDGE_FOR_A_DAY,
  ORIGIN_ALONE,
  percentLess,
} from '../../bench/support/economy-cases.js';
import { ModelledCache } from '../../bench/support/modelled-cache.js';
import { parseProcessorSeconds } from '../../bench/support/processor-time.js';
import { type ServerCosts, simulateDay } from '../../bench/support/simulated-day.js';

const costs: ServerCosts = {
  video: [{ name: '480p', processor: 0.2, bytes: 100 }],
  audio: { name: 'audio', processor: 0, bytes: 0 },
  opening: 1,
  indexBytes: 0,
  starting: 0,
};

/** One asset of a minute, watched at the given times. */
function dayWith(times: readonly number[], seconds = 60): Day {
  return {
    durations: [60],
    views: times.map((startedAt) => ({ asset: 0, startedAt, seconds, rendition: 0 })),
  };
}

describe('a simulated day', () => {
  it('encodes an asset once for a full view', () => {
    const day = simulateDay(dayWith([0]), costs, EDGE_FOR_A_DAY);
    expect(day.encodedSeconds).toBe(60);
    expect(day.processorSeconds).toBeCloseTo(1 + 60 * 0.2);
    expect(day.storedBytes).toBeCloseTo(6000);
  });

  it('encodes nothing twice for an edge that caches it', () => {
    expect(simulateDay(dayWith([0, 40_000]), costs, EDGE_FOR_A_DAY).encodedSeconds).toBe(60);
  });

  it('encodes a segment again after the server has evicted it', () => {
    expect(simulateDay(dayWith([0, 300]), costs, ORIGIN_ALONE).encodedSeconds).toBe(60);
    expect(simulateDay(dayWith([0, 40_000]), costs, ORIGIN_ALONE).encodedSeconds).toBe(120);
  });

  it('encodes the buffer of a viewer who leaves at once, and one prefetched segment', () => {
    // Segments start at 0, 2, 4, 8 … 28 and 32; the last is prefetched.
    expect(simulateDay(dayWith([0], 0), costs, EDGE_FOR_A_DAY).encodedSeconds).toBe(36);
  });

  it('depends only on the seed', () => {
    const both = { server: costs, ladder: { processor: 0.3, bytes: 200 } };
    expect(costsOf(BASE, both, 1)).toEqual(costsOf(BASE, both, 1));
    expect(costsOf(BASE, both, 2)).not.toEqual(costsOf(BASE, both, 1));
  });
});

describe('the drawn views', () => {
  it('follow the assumptions', () => {
    const { views, durations } = dayOf({ ...BASE.day, viewsPerDay: 20_000 }, 4, 3);
    const share = (count: number) => count / views.length;
    expect(share(views.filter(({ asset }) => asset < 100).length)).toBeCloseTo(0.76, 1);
    expect(share(views.filter(({ rendition }) => rendition === 3).length)).toBeCloseTo(0.5, 1);
    const leftEarly = views.filter(({ asset, seconds }) => seconds < 0.2 * durations[asset]!);
    expect(share(leftEarly.length)).toBeCloseTo(0.6, 1);
    expect(views.every(({ startedAt }, i) => startedAt >= (views[i - 1]?.startedAt ?? 0))).toBe(true);
  });

  it('give the first of two assets two thirds with exponent 1', () => {
    expect([0, 0.66, 0.67, 0.999].map(zipf(2, 1))).toEqual([0, 0, 1, 1]);
  });
});

describe('the modelled cache', () => {
  it('evicts the least recently used entry when full', () => {
    const cache = new ModelledCache({ bytes: 20, seconds: 100 });
    cache.add(1, 10, 0);
    cache.add(2, 10, 1);
    cache.request(1, 2);
    cache.add(3, 10, 3);
    expect([1, 2, 3].map((key) => cache.has(key, 4))).toEqual([true, false, true]);
    expect(cache.peakBytes).toBe(20);
  });

  it('renews an entry that is requested, but not one that is only checked', () => {
    const cache = new ModelledCache({ bytes: 100, seconds: 10 });
    cache.add(1, 1, 0);
    cache.add(2, 1, 0);
    expect(cache.request(1, 9)).toBe(true);
    expect(cache.has(2, 9)).toBe(true);
    expect([1, 2].map((key) => cache.has(key, 15))).toEqual([true, false]);
  });
});

describe('processor time', () => {
  it('is the sum of a process and its children, whatever its name', () => {
    expect(parseProcessorSeconds('7 (a ) b) S 1 7 7 0 -1 4 100 0 0 0 150 50 25 25 20 0 1 0 99')).toBe(2.5);
  });

  it('is compared in percent', () => {
    expect(percentLess({ onplay: 13, ladder: 100 })).toBeCloseTo(87);
  });
});
