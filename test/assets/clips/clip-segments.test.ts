/** Of which segments clips are made: those of the whole, but for at most two. */
import { describe, expect, it } from 'vitest';
import { clipMap } from '../../../src/assets/clips/clip-map.js';
import { type ClipSegment, clipSegments, sharedSegments } from '../../../src/assets/clips/clip-segments.js';
import { frameGrid } from '../../../src/assets/clips/frame-grid.js';
import { MIN_SEGMENT_SECONDS, segmentLength } from '../../../src/masters/segment-map/segment-map.js';
import { frameTime } from '../../../src/tracks/timeline/frame-runs.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';
import { randomNumbers } from '../../support/joined-rendition.js';

const { index, map } = madeUpAsset();
const grid = frameGrid(index, map);
const FRAMES = 250;

function framesOf(segment: ClipSegment): [first: number, end: number] {
  if ('own' in segment) return [segment.own.first, segment.own.end];
  return [grid.firstFrameOf(segment.whole), grid.firstFrameOf(segment.whole + 1)];
}

describe('the segments of a clip', () => {
  it('of a thousand random ones have each of its frames once, and at most two are not those of the whole', () => {
    const random = randomNumbers(15);
    for (let n = 0; n < 1000; n++) {
      const first = Math.floor(random() * FRAMES);
      const end = first + 1 + Math.floor(random() * (FRAMES - first));
      const segments = clipSegments(index, map, { first, end });
      const frames = segments.map(framesOf);
      expect(frames[0]![0]).toBe(first);
      expect(frames.at(-1)![1]).toBe(end);
      for (const [i, [start]] of frames.entries()) if (i > 0) expect(start).toBe(frames[i - 1]![1]);
      const own = segments.flatMap((segment, i) => ('own' in segment ? [i] : []));
      expect(own.length).toBeLessThanOrEqual(2);
      expect(own.every((i) => i === 0 || i === segments.length - 1)).toBe(true);
      const { first: shared, end: sharedEnd } = sharedSegments(segments);
      expect(sharedEnd - shared).toBe(segments.length - own.length);
    }
  });

  it('are long enough for audio, unless there is only one', () => {
    for (let first = 0; first < FRAMES; first++) {
      const segments = clipSegments(index, map, { first, end: FRAMES });
      const cut = clipMap(index, map, segments);
      for (let n = 0; n < cut.count && cut.count > 1; n++)
        expect(segmentLength(cut, n)).toBeGreaterThanOrEqual(MIN_SEGMENT_SECONDS);
    }
  });

  it('are all those of the whole for all of it', () => {
    const segments = clipSegments(index, map, { first: 0, end: grid.count });
    expect(segments).toEqual(Array.from({ length: map.count }, (_, whole) => ({ whole })));
    expect(clipMap(index, map, segments)).toEqual(map);
  });

  it('are none of frames that the asset has not', () => {
    for (const clip of [
      { first: 0, end: grid.count + 1 },
      { first: grid.count, end: grid.count + 5 },
      { first: 5, end: 5 },
    ])
      expect(() => clipSegments(index, map, clip)).toThrow(RangeError);
  });

  it('begin and end at the times of its frames', () => {
    const cut = clipMap(index, map, clipSegments(index, map, { first: 61, end: 199 }));
    expect(cut.boundaries[0]).toBe(frameTime(index.video!, 61));
    expect(cut.boundaries.at(-1)).toBe(frameTime(index.video!, 199));
    expect(cut.isOpen).toBe(true);
  });
});
