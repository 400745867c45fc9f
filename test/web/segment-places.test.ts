import { describe, expect, it } from 'vitest';
import { browserModule } from './browser-module.js';

interface SegmentPlaces {
  add(segment: number, start: number, end: number): void;
  at(seconds: number): number | undefined;
}

const { createSegmentPlaces } = await browserModule<{ createSegmentPlaces(): SegmentPlaces }>(
  'segments/segment-places.js',
);

describe('the places of segments', () => {
  it('map a media time to a position', () => {
    const places = createSegmentPlaces();
    places.add(3, 12, 16);
    expect(places.at(14)).toBe(3.5);
    expect(places.at(12)).toBe(3);
    expect(places.at(16)).toBeUndefined();
  });

  it('ignore segments without duration', () => {
    const places = createSegmentPlaces();
    places.add(Number.NaN, 0, 4);
    places.add(0, 0, Number.NaN);
    places.add(0, 4, 4);
    expect(places.at(0)).toBeUndefined();
  });

  it('drop the oldest when there are many', () => {
    const places = createSegmentPlaces();
    for (let segment = 0; segment < 1000; segment += 1) places.add(segment, segment, segment + 1);
    expect(places.at(0.5)).toBeUndefined();
    expect(places.at(999.5)).toBe(999.5);
  });
});
