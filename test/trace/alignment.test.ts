/** Time and place of a copy are found by its frames: of a film that is made up, a moving texture. */
import { describe, expect, it } from 'vitest';
import { alignPicture } from '../../src/trace/align-picture.js';
import { alignTime } from '../../src/trace/align-time.js';
import { featuresOf } from '../../src/trace/frame-features.js';
import { COPY_GRID, type LumaFrame, MASTER_GRID } from '../../src/trace/luma-frame.js';
import { type PicturePlace, positionsOf, sampled, WHOLE } from '../../src/trace/picture-place.js';

/** The luma of the film at a place, from 0 to 1, and a time in seconds. */
function film(x: number, y: number, time: number): number {
  const wave =
    Math.sin(17 * x + 3 * time) + Math.sin(23 * y - 2 * time + 5 * x) + Math.sin(41 * (x * y) + time * time);
  return Math.round(128 + 35 * wave);
}

function frameAt(time: number, { width, height } = MASTER_GRID): LumaFrame {
  const luma = Uint8Array.from({ length: width * height }, (_, i) =>
    film(((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height, time),
  );
  return { time, luma };
}

/** As a copy shows it, with another brightness and another beginning. */
function copied(time: number, place: PicturePlace, begins: number): LumaFrame {
  const seen = sampled(frameAt(time).luma, positionsOf(place));
  return {
    time: time - begins,
    luma: Uint8Array.from(seen, (value) => (Number.isNaN(value) ? 16 : 0.9 * value + 10)),
  };
}

const CROPPED: PicturePlace = { left: 0.1, top: 0.06, right: 0.92, bottom: 0.95 };
const FRAMED: PicturePlace = { left: 0, top: -0.16, right: 1, bottom: 1.16 };

describe('a copy of a part of a film', () => {
  const times = Array.from({ length: 120 }, (_, i) => i / 6);
  const known = times.map((time) => featuresOf(frameAt(time), MASTER_GRID));

  it.each([
    ['all of the frame', WHOLE],
    ['cropped', CROPPED],
    ['framed', FRAMED],
  ])('is found in it by its frames: %s', (_what, place) => {
    const part = times.filter((time) => time >= 5 && time < 15).map((time) => copied(time, place, 4.5));
    const found = alignTime(
      part.map((frame) => featuresOf(frame, COPY_GRID)),
      known,
    )!;
    expect(Math.abs(found.offset - 4.5)).toBeLessThanOrEqual(0.1);
    expect(found.agreement).toBeGreaterThan(0.4);
  });

  it('is found nowhere without frames', () => {
    expect(alignTime([], known)).toBeUndefined();
    expect(alignTime(known, [])).toBeUndefined();
  });
});

describe('the place of a copy in the frame', () => {
  it.each([
    ['all of it', WHOLE],
    ['cropped', CROPPED],
    ['framed', FRAMED],
  ])('is found to half a percent: %s', (_what, place) => {
    const pairs = [1, 7, 13].map((time) => ({ copy: copied(time, place, 0), master: frameAt(time) }));
    const found = alignPicture(pairs);
    for (const edge of ['left', 'top', 'right', 'bottom'] as const)
      expect(Math.abs(found.place[edge] - place[edge])).toBeLessThan(0.005);
    expect(found.agreement).toBeGreaterThan(0.98);
  });
});
