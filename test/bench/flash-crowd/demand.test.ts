import { describe, expect, it } from 'vitest';
import type { CrowdAssumptions } from '../../../bench/support/flash-crowd/audience.js';
import { audienceOf } from '../../../bench/support/flash-crowd/audience.js';
import { FILM } from '../../../bench/support/flash-crowd/cases.js';
import { type Delivery, demandOf } from '../../../bench/support/flash-crowd/demand.js';
import {
  requestDelay,
  secondsOf,
  segmentAt,
  startOf,
} from '../../../bench/support/flash-crowd/media-time.js';
import { EdgeCaches, segmentKeys } from '../../../bench/support/flash-crowd/segment-keys.js';

const delivery: Delivery = { edges: 3, bytes: [10, 20], starting: 0 };

/** All begin at the start and stay, so that only the first viewer of each rendition causes encodes. */
const together: CrowdAssumptions = {
  ...FILM,
  viewers: 300,
  assetSeconds: 60,
  beginElsewhere: 0,
  leaveEarly: 0,
};

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

describe('the time of media', () => {
  it('has two short segments, then long ones', () => {
    expect([0, 1, 2, 3].map(startOf)).toEqual([0, 2, 4, 8]);
    expect([0, 1, 2, 3].map(secondsOf)).toEqual([2, 2, 4, 4]);
    for (const seconds of [0, 1.9, 2, 3.9, 4, 7.9, 8, 100])
      expect(segmentAt(seconds)).toBe(
        [...Array(100).keys()].findLast((segment) => startOf(segment) <= seconds),
      );
  });

  it('lets a player fill its buffer of 30 s, then request at the pace at which it plays', () => {
    expect([0, 20, 40, 44, 48].map(requestDelay)).toEqual([0, 5, 10, 14, 18]);
  });
});

describe('the keys of segments', () => {
  it('are different for each, and tell what they are of', () => {
    const keys = segmentKeys({ assets: 3, renditions: 2, segments: 5 });
    const key = keys.of(2, 1, 4);
    expect([keys.assetOf(key), keys.renditionOf(key), keys.segmentOf(key)]).toEqual([2, 1, 4]);
    expect(key).toBe(keys.count - 1);
  });

  it('are remembered for each edge apart', () => {
    const caches = new EdgeCaches(40, 3);
    const asked = [...Array(40).keys()].flatMap((key) => [0, 1, 2].map((edge) => caches.add(key, edge)));
    expect(asked.every((isNew) => isNew)).toBe(true);
    expect(caches.add(39, 2)).toBe(false);
  });
});

describe('the audience', () => {
  const { arrivedAt, rendition, first, end } = audienceOf({ ...FILM, viewers: 20_000 }, 4, 1);

  it('comes within minutes, in order', () => {
    expect(arrivedAt.every((at, place) => at >= (arrivedAt[place - 1] ?? 0))).toBe(true);
    expect(arrivedAt.filter((at) => at < 300).length / arrivedAt.length).toBeCloseTo(0.96, 2);
  });

  it('follows the assumptions', () => {
    const share = (count: number) => count / arrivedAt.length;
    expect(share(rendition.filter((each) => each === 3).length)).toBeCloseTo(0.5, 1);
    expect(share(first.filter((each) => each === 0).length)).toBeCloseTo(0.9, 1);
    expect(end.every((each, place) => each > first[place]! || each === segmentAt(FILM.assetSeconds))).toBe(
      true,
    );
  });

  it('depends only on the seed', () => {
    const again = audienceOf({ ...FILM, viewers: 100 }, 4, 1);
    expect(audienceOf({ ...FILM, viewers: 100 }, 4, 1)).toEqual(again);
    expect(audienceOf({ ...FILM, viewers: 100 }, 4, 2)).not.toEqual(again);
  });
});

describe('the demand of a crowd', () => {
  it('has each segment of each rendition once, however large the crowd', () => {
    const segmentsOf = (viewers: number) =>
      demandOf({ ...together, viewers }, delivery, 1).requestedAt.filter(Number.isFinite).length;
    // Two short ones, fourteen long ones of each rendition; the starting rendition is played from the start.
    expect(segmentsOf(300)).toBe(16 + 14);
    expect(segmentsOf(3000)).toBe(segmentsOf(300));
  });

  it('lets each edge fetch each segment once', () => {
    const { fetches, sessions } = demandOf(together, delivery, 1);
    expect(sum(fetches)).toBe(3 * 30);
    expect(sum(sessions)).toBe(300);
  });

  it('counts every byte that viewers get', () => {
    const { viewerBytes, audience } = demandOf(together, delivery, 1);
    const bytes = sum([...audience.rendition].map((rendition) => 4 * 10 + 56 * delivery.bytes[rendition]!));
    expect(sum(viewerBytes)).toBeCloseTo(bytes);
  });

  it('needs no segment before it is requested', () => {
    const { requestedAt, neededAt } = demandOf({ ...together, beginElsewhere: 0.5 }, delivery, 1);
    expect(requestedAt.every((at, key) => at <= neededAt[key]!)).toBe(true);
  });
});
