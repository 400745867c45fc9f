import { describe, expect, test } from 'vitest';
import {
  framesOfSheet,
  sheetCount,
  sheetGrid,
  storyboardThumbnails,
} from '../../../../src/encoder/images/frames/storyboard.js';
import { toAssetId } from '../../../../src/shared/asset-id.js';
import type { VideoTrack } from '../../../../src/tracks/track.js';
import { madeUpIndex } from '../../../segments/support/made-up-master.js';

const tenSeconds = madeUpIndex({ asset: toAssetId('film'), version: '1', size: 1 }).video!;

/** A track of one frame a second, of which those with these numbers are sync samples. */
function track(seconds: number, sync: readonly number[]): VideoTrack {
  const isSync = new Set(sync);
  const range = { length: seconds };
  return {
    ...tenSeconds,
    timescale: 1000,
    end: seconds * 1000,
    frames: Uint32Array.from(range, (_, i) => i),
    samples: {
      ...tenSeconds.samples,
      count: seconds,
      times: Float64Array.from(range, (_, i) => i * 1000),
      sync: Uint8Array.from(range, (_, i) => (isSync.has(i) ? 1 : 0)),
    },
  };
}

describe('the sheets of a track', () => {
  test.each([
    [10, 2, 1],
    [51, 2, 2],
    [480, 2, 10],
    [481, 5, 4],
    [3600, 15, 10],
    [86_400, 600, 6],
    [5_000_000, 20_834, 10],
  ])('of %i seconds have a picture for each %i seconds, on %i', (seconds, stretch, sheets) => {
    const film = { ...tenSeconds, end: seconds * tenSeconds.timescale };
    const grid = sheetGrid(film);
    expect(grid).toEqual({ columns: 5, rows: 5, seconds: stretch });
    expect(sheetCount(film, grid)).toBe(sheets);
  });

  test('show in each place the first sync sample of its stretch, else the one before', () => {
    const film = track(20, [0, 1, 5, 6, 7, 13]);
    expect(framesOfSheet(film, sheetGrid(film), 0)).toEqual([0, 1, 5, 6, 7, 7, 13, 13, 13, 13]);
  });

  test('show the first one where none comes before', () => {
    const film = track(8, [5]);
    expect(framesOfSheet(film, sheetGrid(film), 0)).toEqual([5, 5, 5, 5]);
  });

  test('are none for a track without sync samples', () => {
    const film = track(8, []);
    expect(sheetCount(film, sheetGrid(film))).toBe(0);
  });
});

describe('the thumbnails of a storyboard', () => {
  test('stand for the video from their own time to that of the next, each once', () => {
    const film = track(20, [0, 1, 5, 6, 7, 13]);
    expect(storyboardThumbnails(film, sheetGrid(film))).toEqual([
      { sheet: 0, place: 0, start: 0, end: 1 },
      { sheet: 0, place: 1, start: 1, end: 5 },
      { sheet: 0, place: 2, start: 5, end: 6 },
      { sheet: 0, place: 3, start: 6, end: 7 },
      { sheet: 0, place: 4, start: 7, end: 13 },
      { sheet: 0, place: 6, start: 13, end: 20 },
    ]);
  });

  test('go on over the sheets', () => {
    const film = track(
      120,
      Array.from({ length: 30 }, (_, i) => i * 4),
    );
    const thumbnails = storyboardThumbnails(film, sheetGrid(film));
    expect(thumbnails.length).toBe(30);
    expect(thumbnails.at(-1)).toEqual({ sheet: 2, place: 8, start: 116, end: 120 });
  });
});
