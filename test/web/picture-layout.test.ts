import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserModule, type SegmentRequest } from './browser-module.js';

interface Picture {
  lanes: { rendition: string; floor: number }[];
  columns: Map<number, number>;
  columnWidth: number;
  breaks: number[];
  marks: {
    key: string;
    asked: number;
    before: boolean;
    x: number;
    top: number;
    parts: { phase: string; height: number }[];
  }[];
  scale: number;
  width: number;
  height: number;
}

const { layoutPicture, xOfPlace, BAR_SPACE } = await browserModule<{
  layoutPicture(requests: SegmentRequest[], space: number): Picture;
  xOfPlace(picture: Picture, place: number | undefined): number | undefined;
  BAR_SPACE: number;
}>('picture-layout.js');

function request(changes: Partial<SegmentRequest> = {}): SegmentRequest {
  return {
    rendition: 'v720',
    kind: 'video',
    segment: 0,
    outcome: 'encoded',
    startTime: 0,
    waited: 100,
    phases: { queue: 0, feed: 0, encode: 0, package: 0 },
    ...changes,
  };
}

const asked = (...segments: number[]) => segments.map((segment) => request({ segment }));

describe('the lanes of the picture', () => {
  it('have the tallest video on top and sound at the bottom', () => {
    const picture = layoutPicture(
      [
        request({ rendition: 'a1-128k', kind: 'audio' }),
        request({ rendition: 'v240' }),
        request({ rendition: 'v1080' }),
        request({ rendition: 'v720' }),
      ],
      800,
    );
    expect(picture.lanes.map(({ rendition }) => rendition)).toEqual(['v1080', 'v720', 'v240', 'a1-128k']);
  });
});

describe('the columns of the picture', () => {
  it('are in the order of the media, the init segment first', () => {
    const picture = layoutPicture(asked(7, 8, -1, 0), 800);
    expect([...picture.columns.keys()]).toEqual([-1, 0, 7, 8]);
  });

  it('show where segments were left out', () => {
    expect(layoutPicture(asked(0, 1, 2), 800).breaks).toHaveLength(0);
    expect(layoutPicture(asked(0, 1, 900, 901), 800).breaks).toHaveLength(1);
  });

  it('share the space there is and become no narrower than can be seen', () => {
    const few = layoutPicture(asked(0, 1, 2, 3), 100);
    expect(few.width).toBeLessThanOrEqual(100);
    const many = layoutPicture(asked(...Array(200).keys()), 100);
    expect(many.columnWidth).toBe(16);
  });

  it('tell where playback is, between two of them', () => {
    const picture = layoutPicture(asked(0, 1), 800);
    expect(xOfPlace(picture, 1.5)).toBe(picture.columnWidth * 1.5);
    expect(xOfPlace(picture, 5)).toBeUndefined();
    expect(xOfPlace(picture, undefined)).toBeUndefined();
  });
});

describe('the bars of the picture', () => {
  it('stack the parts of the work and what else was waited for', () => {
    const phases = { queue: 100, feed: 0, encode: 300, package: 50 };
    const [mark] = layoutPicture([request({ waited: 500, phases })], 800).marks;
    expect(mark?.parts.map(({ phase }) => phase)).toEqual(['queue', 'encode', 'package', 'wait']);
    expect(mark?.top).toBeCloseTo(BAR_SPACE);
  });

  it('are marked as work done before when the segment was read ahead', () => {
    const phases = { queue: 0, feed: 0, encode: 300, package: 0 };
    const ahead = layoutPicture([request({ outcome: 'prefetched', waited: 5, phases })], 800).marks[0];
    expect(ahead).toMatchObject({ before: true, parts: [{ phase: 'encode' }] });
    const now = layoutPicture([request({ outcome: 'encoded', waited: 310, phases })], 800).marks[0];
    expect(now?.before).toBe(false);
  });

  it('show the latest request of a segment and count the others', () => {
    const { marks } = layoutPicture([...asked(3, 3), request({ segment: 3, outcome: 'hit' })], 800);
    expect(marks).toHaveLength(1);
    expect(marks[0]).toMatchObject({ asked: 3, request: { outcome: 'hit' } });
  });

  it('stay inside their lane and the picture, however long things took', () => {
    const times = fc.record({ queue: time(), feed: time(), encode: time(), package: time() });
    const requests = fc.array(
      fc.record({ segment: fc.integer({ min: -1, max: 5000 }), waited: time(), phases: times }).map(request),
      { maxLength: 500 },
    );
    fc.assert(
      fc.property(requests, fc.integer({ min: 0, max: 4000 }), (all, space) => {
        const { marks, width } = layoutPicture(all, space);
        for (const mark of marks) {
          expect(mark.top).toBeLessThanOrEqual(BAR_SPACE + 1e-6);
          expect(mark.x).toBeGreaterThanOrEqual(0);
          expect(mark.x).toBeLessThan(width);
        }
      }),
      { seed: 20_260_801, numRuns: 50 },
    );
  });
});

function time() {
  return fc.double({ min: 0, max: 100_000, noNaN: true });
}
