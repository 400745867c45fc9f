import fc from 'fast-check';
import { expect, test } from 'vitest';

import { burnedSegments } from '../../../src/assets/burn/burned-segments.js';
import type { TextTrack } from '../../../src/tracks/index.js';
import { textSamples } from '../../../src/tracks/index.js';
import { processorMs } from '../../support/processor-time.js';

/** `[start, end]` of each text, in milliseconds. */
type Times = readonly (readonly [number, number])[];

function trackOf(times: Times): TextTrack {
  return {
    ...{ id: 1, file: 0, format: { kind: 'text', codec: 'ass' }, language: 'und', name: '' },
    ...{ isDefault: false, isForced: false, isHearingImpaired: false, configuration: new Uint8Array() },
    samples: textSamples(times.map(([start, end]) => ({ offset: 0, size: 100, start, end }))),
  };
}

/** Segments of a second each. */
function mapOf(videoCount: number) {
  return { boundaries: Float64Array.from({ length: videoCount + 1 }, (_, i) => i), timescale: 1, videoCount };
}

test('the segments with text are those that a text is shown in, in whatever order and for however long', () => {
  const time = fc.tuple(fc.nat(9000), fc.integer({ min: 1, max: 4000 }));
  fc.assert(
    fc.property(fc.array(time, { maxLength: 8 }), (times) => {
      const shown = times.map(([start, duration]) => [start, start + duration] as const);
      const expected = Array.from({ length: 8 }, (_, i) => i).filter((i) =>
        shown.some(([start, end]) => start < (i + 1) * 1000 && end > i * 1000),
      );
      expect([...burnedSegments(mapOf(8), trackOf(shown))]).toEqual(expected);
    }),
    { seed: 20_261_130, numRuns: 500 },
  );
});

test('texts that are all shown for the whole of a long film cost no more than others', async () => {
  const day = 86_400;
  const track = trackOf(Array.from({ length: 200_000 }, (_, i) => [i, day * 1000]));
  const ms = await processorMs(() => expect(burnedSegments(mapOf(day), track).size).toBe(day));
  // It takes some 20 ms, and hours where each text looks at all segments.
  expect(ms).toBeLessThan(5000);
});
