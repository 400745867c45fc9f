/** When interstitials are played: at their frames, in whole milliseconds, and never before. */
import { describe, expect, it } from 'vitest';
import { breaksOf } from '../../../src/assets/sequence/breaks.js';
import { pieceOf } from '../../../src/assets/sequence/programme-pieces.js';
import type { SequencePart } from '../../../src/assets/sequence/sequence.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';

/** Ten seconds of 25 frames. */
const asset = madeUpAsset();
const insert = (at: number): SequencePart => ({ asset, insert: asset.ladder, at });
const piece = (first: number, end: number): SequencePart => ({ asset: pieceOf(asset, { first, end }) });
const startsOf = (list: readonly SequencePart[]) =>
  breaksOf(list).map(({ startMs, edge }) => (edge ? [startMs, edge] : startMs));

describe('breaks', () => {
  it('are before the frame, where it begins, and one for all inserts of a frame', () => {
    const list = [{ asset }, insert(0), insert(101), insert(101), insert(250)];
    expect(startsOf(list)).toEqual([[0, 'start'], 4040, [10_000, 'end']]);
    expect(breaksOf(list).map(({ inserts }) => inserts.map(({ number }) => number))).toEqual([
      [0],
      [1, 2],
      [3],
    ]);
  });

  it('keep their numbers where an insert is lost, and are left out where all are', () => {
    const lost = (at: number) => ({ at, isLost: true }) as const;
    const breaks = breaksOf([{ asset }, lost(0), lost(101), insert(101), insert(250)]);
    expect(
      breaks.map(({ number, isWhole, inserts }) => [number, isWhole, inserts.map((each) => each.number)]),
    ).toEqual([
      [1, false, [2]],
      [2, true, [3]],
    ]);
  });

  it('are less than a millisecond after the frame where that begins at no whole one, and never before', () => {
    const video = asset.index.video!;
    const times = video.samples.times.map((_, n) => (n * video.timescale) / 24);
    const index = { ...asset.index, video: { ...video, samples: { ...video.samples, times } } };
    const slower = { ...asset, index };
    for (const { at, startMs } of breaksOf([{ asset: slower }, insert(1), insert(2), insert(107)])) {
      expect(startMs).toBeGreaterThanOrEqual((at / 24) * 1000 - 1e-6);
      expect(startMs).toBeLessThan((at / 24) * 1000 + 1);
    }
  });

  it('count from the beginning of the pieces, of which only the first has a beginning and the last an end', () => {
    const list = [piece(50, 100), insert(50), insert(75), piece(0, 60), insert(0), insert(60)];
    expect(startsOf(list)).toEqual([[0, 'start'], 1000, 2000, [4400, 'end']]);
  });
});
