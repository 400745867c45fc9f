import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdEvent, adEventNames, eventMoment } from '../../../src/shared/sequence/ad-tracking.js';
import {
  eventsOf,
  hasMoment,
  MAX_PLACES,
  placesOf,
  segmentsAt,
} from '../../../src/shared/sequence/fired-events.js';

const url = 'https://t.example/';
const named = (...names: readonly AdEvent['event'][]) => names.map((event) => ({ event, url }));

describe('the events of a segment', () => {
  it('are those whose times lie in it, to the last with its start and without its end', () => {
    const events = named('impression', 'start', 'complete', 'firstQuartile', 'midpoint', 'thirdQuartile');
    const ends = [4, 8, 12, 16];
    const inSegments = ends.map((_end, n) => eventsOf(n, ends, events).map((index) => events[index]!.event));
    expect(inSegments).toEqual([
      ['impression', 'start'],
      ['firstQuartile'],
      ['midpoint'],
      ['thirdQuartile', 'complete'],
    ]);
  });

  it('are all in an ad of one segment, and `complete` in the last, however short that is', () => {
    expect(eventsOf(0, [5], named('start', 'midpoint', 'complete'))).toEqual([0, 1, 2]);
    expect(eventsOf(1, [5, 5.02], named('start', 'complete'))).toEqual([1]);
  });

  it('are in the order of their times', () => {
    const progress: AdEvent = { event: 'progress', url, offset: 1 };
    expect(eventsOf(0, [8], [...named('complete', 'midpoint', 'start'), progress])).toEqual([2, 3, 1, 0]);
  });

  it('with a time of their own are where that is, and nowhere behind the end', () => {
    const events: AdEvent[] = [
      { event: 'progress', url, offset: 0 },
      { event: 'progress', url, offset: 4 },
      { event: 'progress', url, offset: 8 },
      { event: 'progress', url },
    ];
    expect([0, 1].map((n) => eventsOf(n, [4, 8], events))).toEqual([[0], [1]]);
  });

  it('are none of an ad without segments, and of what a viewer does', () => {
    expect(eventsOf(0, [], named('start', 'complete'))).toEqual([]);
    expect(eventsOf(0, [5], named('pause', 'error', 'clickTracking'))).toEqual([]);
    expect(placesOf(named('pause', 'error', 'clickTracking'))).toBe(0);
  });

  it('are each in one segment, that of its time, which the places of the ad name', () => {
    const event = fc
      .record({
        event: fc.constantFrom(...adEventNames),
        offset: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined }),
      })
      .map(({ event: name, offset }): AdEvent => {
        return { event: name, url, ...(name === 'progress' && offset !== undefined && { offset }) };
      });
    const durations = fc.array(fc.double({ min: 0.02, max: 12, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), durations, (events, seconds) => {
        let end = 0;
        const ends = seconds.map((each) => {
          end += each;
          return end;
        });
        const places = placesOf(events);
        expect(places).toBeLessThanOrEqual(MAX_PLACES);
        const named = segmentsAt(places, ends);
        const found = new Map<number, number>();
        for (const n of ends.keys())
          for (const index of eventsOf(n, ends, events)) {
            expect(found.has(index)).toBe(false);
            expect(named.has(n)).toBe(true);
            found.set(index, n);
          }
        for (const [index, each] of events.entries()) {
          const moment = eventMoment(each, end);
          expect(found.has(index)).toBe(hasMoment(each.event) && moment !== undefined);
          const n = found.get(index);
          if (n === undefined || moment === undefined) continue;
          if (each.event === 'complete') expect(n).toBe(ends.length - 1);
          else expect(moment >= (ends[n - 1] ?? 0) && moment < ends[n]!).toBe(true);
        }
      }),
    );
  });
});
