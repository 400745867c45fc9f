import { expect, test } from 'vitest';
import { fittedMap } from '../../../src/masters/segment-map/fitted-map.js';
import type { SegmentMap } from '../../../src/masters/segment-map/segment-map.js';
import type { VideoTrack } from '../../../src/tracks/track.js';

const map: SegmentMap = {
  timescale: 24,
  boundaries: Float64Array.of(0, 48, 96, 130),
  firstFrames: Uint32Array.of(0, 48, 96, 120),
  count: 3,
  videoCount: 3,
  targetDuration: 2,
};

/** A track with frames at these ticks. */
function videoAt(times: readonly number[], timescale = 24): VideoTrack {
  const frames = Uint32Array.from(times.keys());
  return { timescale, frames, samples: { times: Float64Array.from(times) } } as unknown as VideoTrack;
}

const every = (keep: (tick: number) => boolean) =>
  Array.from({ length: 120 }, (_, tick) => tick).filter(keep);

test('a film that has all frames has the map of its outline', () => {
  expect(fittedMap(map, videoAt(every(() => true)))).toEqual(map);
});

test('frames that are missing within a segment move the first frames of those behind it, and no boundary', () => {
  const fitted = fittedMap(map, videoAt(every((tick) => tick !== 5 && tick !== 60)))!;
  expect(Array.from(fitted.firstFrames!)).toEqual([0, 47, 94, 118]);
  expect(fitted.boundaries).toEqual(map.boundaries);
});

test('a map does not fit where there is no frame at a boundary, or times are in other ticks', () => {
  expect(fittedMap(map, videoAt(every((tick) => tick !== 96)))).toBeUndefined();
  expect(fittedMap(map, videoAt(every((tick) => tick < 90)))).toBeUndefined();
  expect(
    fittedMap(
      map,
      videoAt(
        every(() => true),
        1000,
      ),
    ),
  ).toBeUndefined();
});
