import { expect, test } from 'vitest';
import type { BurnTrack } from '../../../src/encoder/burn/burn.js';
import { isBurnable, shownTimes } from '../../../src/encoder/burn/burnable.js';
import { textSamples } from '../../../src/tracks/index.js';

type Sample = readonly [size: number, start: number, end: number];

function trackOf(format: BurnTrack['format'], samples: readonly Sample[]): BurnTrack {
  const shown = samples.map(([size, start, end]) => ({ offset: 0, size, start, end }));
  return { format, configuration: Uint8Array.of(1), samples: textSamples(shown) };
}

const shownIn = (track: BurnTrack) => Array.from(shownTimes(track), ({ start, end }) => [start, end]);

test('samples that fill the time between texts of an MP4 show nothing', () => {
  const track = trackOf({ kind: 'text', codec: 'mov_text' }, [
    [2, 0, 5000],
    [20, 5000, 6500],
    [2, 6500, 9000],
  ]);
  expect(shownIn(track)).toEqual([[5000, 6500]]);
});

test('display sets are shown until the next, whatever their container says, and those that clear the screen are not', () => {
  const dvb = trackOf({ kind: 'bitmap', codec: 'dvb_subtitle' }, [
    [2000, 1000, 1001],
    [14, 3000, 9000],
    [20, 4000, 4001],
    [25, 5000, 9000],
  ]);
  expect(shownIn(dvb)).toEqual([
    [1000, 3000],
    [4000, 5000],
  ]);
});

test('a subpicture of a DVD is shown as long as its container says', () => {
  const track = trackOf({ kind: 'bitmap', codec: 'dvd_subtitle' }, [
    [300, 1000, 2000],
    [300, 5000, 6000],
  ]);
  expect(shownIn(track)).toEqual([
    [1000, 2000],
    [5000, 6000],
  ]);
});

test('text of an MP4 without its style is not burned in', () => {
  const configuration = new Uint8Array();
  expect(isBurnable({ format: { kind: 'text', codec: 'mov_text' }, configuration })).toBe(false);
});
