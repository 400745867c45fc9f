import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserModule, type SegmentRequest } from './browser-module.js';

interface Diagram {
  lanes: { rendition: string; floor: number }[];
  columns: Map<number, number>;
  columnWidth: number;
  breaks: number[];
  marks: {
    key: string;
    requestCount: number;
    before: boolean;
    x: number;
    top: number;
    parts: { phase: string; height: number }[];
  }[];
  scale: number;
  width: number;
  height: number;
}

const { layoutDiagram, xOfPosition, BAR_SPACE } = await browserModule<{
  layoutDiagram(requests: SegmentRequest[], space: number): Diagram;
  xOfPosition(diagram: Diagram, position: number | undefined): number | undefined;
  BAR_SPACE: number;
}>('segments/diagram-layout.js');

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

const requestsFor = (...segments: number[]) => segments.map((segment) => request({ segment }));

describe('the lanes of the diagram', () => {
  it('have the tallest video at the top and audio at the bottom', () => {
    const diagram = layoutDiagram(
      [
        request({ rendition: 'a1-128k', kind: 'audio' }),
        request({ rendition: 'v240' }),
        request({ rendition: 'v1080' }),
        request({ rendition: 'v720' }),
      ],
      800,
    );
    expect(diagram.lanes.map(({ rendition }) => rendition)).toEqual(['v1080', 'v720', 'v240', 'a1-128k']);
  });
});

describe('the columns of the diagram', () => {
  it('are in media order, the init segment first', () => {
    const diagram = layoutDiagram(requestsFor(7, 8, -1, 0), 800);
    expect([...diagram.columns.keys()]).toEqual([-1, 0, 7, 8]);
  });

  it('show gaps between segments', () => {
    expect(layoutDiagram(requestsFor(0, 1, 2), 800).breaks).toHaveLength(0);
    expect(layoutDiagram(requestsFor(0, 1, 900, 901), 800).breaks).toHaveLength(1);
  });

  it('share the available width, down to a minimum', () => {
    const few = layoutDiagram(requestsFor(0, 1, 2, 3), 100);
    expect(few.width).toBeLessThanOrEqual(100);
    const many = layoutDiagram(requestsFor(...Array(200).keys()), 100);
    expect(many.columnWidth).toBe(16);
  });

  it('give the x of a playback position', () => {
    const diagram = layoutDiagram(requestsFor(0, 1), 800);
    expect(xOfPosition(diagram, 1.5)).toBe(diagram.columnWidth * 1.5);
    expect(xOfPosition(diagram, 5)).toBeUndefined();
    expect(xOfPosition(diagram, undefined)).toBeUndefined();
  });
});

describe('the bars of the diagram', () => {
  it('stack the phases of the work and the rest of the wait', () => {
    const phases = { queue: 100, feed: 0, encode: 300, package: 50 };
    const [mark] = layoutDiagram([request({ waited: 500, phases })], 800).marks;
    expect(mark?.parts.map(({ phase }) => phase)).toEqual(['queue', 'encode', 'package', 'wait']);
    expect(mark?.top).toBeCloseTo(BAR_SPACE);
  });

  it('are marked as done before the request when the segment was prefetched', () => {
    const phases = { queue: 0, feed: 0, encode: 300, package: 0 };
    const ahead = layoutDiagram([request({ outcome: 'prefetched', waited: 5, phases })], 800).marks[0];
    expect(ahead).toMatchObject({ before: true, parts: [{ phase: 'encode' }] });
    const now = layoutDiagram([request({ outcome: 'encoded', waited: 310, phases })], 800).marks[0];
    expect(now?.before).toBe(false);
  });

  it('show the latest request of a segment and count the others', () => {
    const { marks } = layoutDiagram([...requestsFor(3, 3), request({ segment: 3, outcome: 'hit' })], 800);
    expect(marks).toHaveLength(1);
    expect(marks[0]).toMatchObject({ requestCount: 3, request: { outcome: 'hit' } });
  });

  it('stay inside their lane and the diagram, however long the request took', () => {
    const times = fc.record({ queue: time(), feed: time(), encode: time(), package: time() });
    const requests = fc.array(
      fc.record({ segment: fc.integer({ min: -1, max: 5000 }), waited: time(), phases: times }).map(request),
      { maxLength: 500 },
    );
    fc.assert(
      fc.property(requests, fc.integer({ min: 0, max: 4000 }), (all, space) => {
        const { marks, width } = layoutDiagram(all, space);
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
