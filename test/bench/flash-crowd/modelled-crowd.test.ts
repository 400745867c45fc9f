import { describe, expect, it } from 'vitest';
import {
  AUTOSCALED,
  CATALOGUE,
  DELIVERY_SECONDS,
  FILM,
  preparedWith,
  WORKERS,
} from '../../../bench/support/flash-crowd/cases.js';
import { waitQuantile, waitsOverTime } from '../../../bench/support/flash-crowd/experience.js';
import {
  crowdFigures,
  type ModelledCase,
  needsChart,
  timeFigures,
  waitsChart,
} from '../../../bench/support/flash-crowd/figures.js';
import { type CrowdNeeds, needsOf, outcomeOf } from '../../../bench/support/flash-crowd/modelled-crowd.js';
import { type ServiceTimes, serviceTimesOf } from '../../../bench/support/flash-crowd/service-times.js';
import { storedResults } from '../../../bench/support/results.js';

const times: ServiceTimes = {
  renditions: ['240p', '360p', '480p', '720p'].map((name, place) => ({
    name,
    processor: 0.1 * (place + 1),
    bytes: 10_000 * (place + 1),
  })),
  opening: 0.5,
  cachedRequest: 1e-5,
  cachedByte: 1e-9,
  spread: [1],
  sources: [],
};
const SESSION = 0.001;

describe('the service times', () => {
  it('are all among the stored results, with their commits', () => {
    const stored = serviceTimesOf(storedResults());
    expect(stored.renditions.map(({ name }) => name)).toEqual(['240p', '360p', '480p', '720p']);
    for (const { processor, bytes } of stored.renditions) {
      expect(processor).toBeGreaterThan(0);
      expect(bytes).toBeGreaterThan(16_000);
    }
    expect(stored.sources.every((source) => / at [0-9a-f]{7}/.test(source))).toBe(true);
  });

  it('name the bench that has to be run first', () => {
    expect(() => serviceTimesOf([])).toThrow('bench/results/economy.json');
  });
});

describe('a modelled crowd', () => {
  const film = needsOf({ ...FILM, viewers: 3000 }, times, SESSION);

  it('waits for the opening and the first part alone, where the fleet is large enough', () => {
    const { experience } = outcomeOf(film, times, preparedWith(200));
    // The initial rendition is 480p: two seconds of it, at 0.3 s each.
    expect(experience.startups[0]![1]).toBeCloseTo(0.5 + 2 * 0.3 + DELIVERY_SECONDS);
    expect(experience.stalled).toBe(0);
  });

  it('waits longer with a smaller fleet, and no longer with one that grows', () => {
    const crowd = needsOf({ ...CATALOGUE, viewers: 3000 }, times, SESSION);
    const wait = (minWorkers: number, maxWorkers = minWorkers) => {
      const capacity = { ...AUTOSCALED, workers: { ...WORKERS, minWorkers, maxWorkers } };
      return waitQuantile(outcomeOf(crowd, times, capacity).experience, 0.95);
    };
    expect(wait(10)).toBeGreaterThan(2 * wait(200));
    expect(wait(10, WORKERS.maxWorkers)).toBeLessThan(wait(10));
  });

  it('of ten times as many viewers needs ten times the origins, and few more workers for one film', () => {
    const more = needsOf({ ...FILM, viewers: 30_000 }, times, SESSION);
    expect(more.peaks.sessions / film.peaks.sessions).toBeCloseTo(10, -1);
    expect(more.peaks.encoderCores).toBeLessThan(4 * film.peaks.encoderCores);
  });

  it('is the same each time', () => {
    const again = needsOf({ ...FILM, viewers: 3000 }, times, SESSION);
    expect(again.peaks).toEqual(film.peaks);
    expect(crowdFigures(casesOf(again))).toEqual(crowdFigures(casesOf(film)));
  });

  it('is drawn: what it needs by its size, and how long viewers waited by when they came', () => {
    expect(needsChart([film]).curves.map(({ points }) => points.length)).toEqual([1, 1]);
    const chart = waitsChart([casesOf(film)]);
    expect(chart.curves.map(({ name }) => name)).toEqual(['one film, autoscaled']);
    expect(chart.curves[0]!.points.length).toBeGreaterThan(20);
    expect(timeFigures(times, [SESSION])[0]).toEqual({
      name: 'session of a known asset, origin',
      unit: 'CPU ms',
      values: [1],
    });
  });

  it('has waits for each window in which viewers came', () => {
    const windows = waitsOverTime(
      {
        startups: [
          [1, 2],
          [9, 4],
          [31, 6],
        ],
        stalled: 0,
      },
      0.5,
    );
    expect(windows).toEqual([
      [0, 3],
      [30, 6],
    ]);
  });
});

function casesOf(needs: CrowdNeeds): ModelledCase {
  return { needs, outcomes: new Map([[AUTOSCALED.name, outcomeOf(needs, times, AUTOSCALED)]]) };
}
