/**
 * A frame that one viewer could have in two variants, or with two patterns, would give the hidden mark away: the difference is a pattern, which is secret. So whatever
 * is asked for, each frame has the mark of its own segment of the whole.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { encodedAsset } from '../../src/assets/burned-asset.js';
import { frameGrid, segmentWith } from '../../src/assets/clips/frame-grid.js';
import {
  arrangeParts,
  clipOf,
  cuttingOf,
  insertAsset,
  insertFrame,
  pieceOf,
  piecesWithin,
  resolveClip,
  segmentCount,
  segmentOf,
  tracedAsset,
  variantOf,
  withSilence,
} from '../../src/assets/index.js';
import type { ClipFrames, ClipRange } from '../../src/shared/clip.js';
import { variantOfCode } from '../../src/shared/trace/codeword.js';
import { TraceSecret } from '../../src/shared/trace/trace-secret.js';
import { madeUpAsset, madeUpAssetAt, madeUpSilentAsset } from '../segments/support/made-up-master.js';

const secret = new TraceSecret('0'.repeat(64));

/** Of ten seconds and a bit, in segments of lengths that are not those of whole frames. */
const assets = [
  ...[24, 30, 60].flatMap((rate) =>
    [0.5, 0.77, 1.913].map((seconds) =>
      madeUpAssetAt(rate, rate * 10 + 7, { targetSeconds: seconds, firstSeconds: [0.613, 0.501] }),
    ),
  ),
  madeUpAsset(),
  madeUpSilentAsset('film'),
];
const keys = secret.keysOf(assets[0]!.id);

/** One of them, as a session with some code sees it. */
const traced = fc
  .tuple(fc.constantFrom(...assets), fc.constantFrom(0, 1, 2, 3, 0xffff_ffff))
  .map(([asset, code]) => tracedAsset(asset, { keys, code }));

/** Near to bounds of segments, where it matters, and anywhere. */
function frameOf(asset: Asset): fc.Arbitrary<number> {
  const grid = frameGrid(asset.index, asset.map);
  const nearBound = fc
    .tuple(fc.nat({ max: grid.segments }), fc.integer({ min: -4, max: 4 }))
    .map(([segment, beside]) => Math.min(Math.max(0, grid.firstFrameOf(segment) + beside), grid.count));
  return fc.oneof(nearBound, fc.nat({ max: grid.count }));
}

function clipIn(asset: Asset): fc.Arbitrary<ClipFrames> {
  return fc
    .tuple(frameOf(asset), frameOf(asset))
    .map(([one, other]) => ({ first: Math.min(one, other), end: Math.max(one, other) }))
    .filter(({ first, end }) => first < end && first <= frameGrid(asset.index, asset.map).lastStart);
}

const rangeOf = ({ first, end }: ClipFrames): ClipRange => ({ start: { frame: first }, end: { frame: end } });

/** Fails unless each segment of the video has the frames of one segment of the whole, and the variant and the pattern of that one. */
function expectMarksOfWhole(whole: Asset, view: Asset): void {
  const grid = frameGrid(whole.index, whole.map);
  for (const rendition of view.ladder.video) {
    const variant = variantOf(view, rendition);
    for (let place = 0; place < segmentCount(variant); place++) {
      const { variant: found, name } = segmentOf(variant, place);
      const cut = found.asset.clip;
      const segment = cut ? segmentWith(grid, cut.first) : Number(name);
      if (cut) {
        expect(cut.end).toBeLessThanOrEqual(grid.firstFrameOf(segment + 1));
        expect(found.asset.map.count).toBe(1);
      }
      const isSecond = variantOfCode(keys.codes, segment, whole.traced!.code) === 'b';
      expect(found.rendition.kind === 'video' && found.rendition.trace).toEqual(
        isSecond ? { patterns: keys.patterns, ...(cut && { segment }) } : undefined,
      );
    }
  }
}

/** Those of all parts, each by its number, in the order in which they are played. */
function framesOf(parts: readonly Asset[]): number[] {
  return parts.flatMap(({ clip }) =>
    Array.from({ length: clip!.end - clip!.first }, (_, n) => clip!.first + n),
  );
}

describe('with a hidden mark, each frame has the variant and the pattern of its own segment of the whole', () => {
  it('in every clip, which loses no more than is too short for a segment', () => {
    const cases = traced.chain((whole) => fc.tuple(fc.constant(whole), clipIn(whole)));
    fc.assert(
      fc.property(cases, ([whole, wanted]) => {
        const view = clipOf(whole, resolveClip(whole, [rangeOf(wanted)]));
        expectMarksOfWhole(whole, view);
        const { first, end } = view.clip!;
        const grid = frameGrid(whole.index, whole.map);
        const secondsOf = (from: number, to: number) =>
          (grid.timeOf(to) - grid.timeOf(from)) / whole.map.timescale;
        expect([first >= wanted.first, end <= wanted.end, first < end]).toEqual([true, true, true]);
        expect(secondsOf(wanted.first, first)).toBeLessThan(0.0465);
        expect(secondsOf(end, wanted.end)).toBeLessThan(0.0465);
        expect(clipOf(whole, { first, end }).clip).toMatchObject({ first, end });
      }),
      { numRuns: 200 },
    );
  });

  it('in every piece, narrowed as it may be, and in the parts of pieces that inserts are between, which lose no frame to them', () => {
    const cases = traced.chain((whole) =>
      fc.tuple(
        fc.constant(whole),
        fc.array(clipIn(whole), { minLength: 1, maxLength: 4 }),
        clipIn(whole),
        fc.array(frameOf(whole), { maxLength: 5 }),
      ),
    );
    fc.assert(
      fc.property(cases, ([whole, pieces, within, moments]) => {
        const frames = partsOrNone(() => piecesWithin(whole, pieces.map(rangeOf), [rangeOf(within)]));
        const uncut = frames && partsOrNone(() => frames.map((each) => pieceOf(whole, each)));
        if (!frames || !uncut) return;
        const inserts = moments.map((moment, insert) => ({
          ...{ at: insertFrame(whole, { frame: moment }, false), insert },
        }));
        const arranged = arrangeParts(frames, inserts, cuttingOf(whole));
        const parts = arranged.flatMap((each) => ('piece' in each ? [pieceOf(whole, each.piece)] : []));
        for (const part of parts) expectMarksOfWhole(whole, part);
        expect(framesOf(parts)).toEqual(framesOf(uncut));
        const isPlayed = (at: number) => frames.some(({ first, end }) => at >= first && at < end);
        const played = arranged.flatMap((each) => ('insert' in each ? [each.insert] : []));
        expect(played.toSorted()).toEqual(
          inserts.flatMap(({ at, insert }) => (isPlayed(at) ? [insert] : [])),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('in pieces that adjoin, which together have all frames that they name', () => {
    const cases = traced.chain((whole) => fc.tuple(fc.constant(whole), frameOf(whole)));
    fc.assert(
      fc.property(cases, ([whole, at]) => {
        const { count, lastStart } = frameGrid(whole.index, whole.map);
        fc.pre(at > 3 && at < lastStart - 3);
        const ranges = [
          { first: 0, end: at },
          { first: at, end: count },
        ].map(rangeOf);
        const parts = piecesWithin(whole, ranges, [{}]).map((frames) => pieceOf(whole, frames));
        expect(framesOf(parts)).toEqual(Array.from({ length: count }, (_, n) => n));
        for (const part of parts) expectMarksOfWhole(whole, part);
      }),
    );
  });

  it('in an insert of the asset itself', () => {
    const cases = traced.chain((whole) => fc.tuple(fc.constant(whole), clipIn(whole)));
    fc.assert(
      fc.property(cases, ([whole, clip]) => {
        const silent = tracedAsset(withSilence(plainOf(whole)), { keys, code: whole.traced!.code });
        const insert = partsOrNone(() => [insertAsset(silent, rangeOf(clip))]);
        if (insert) expectMarksOfWhole(whole, insert[0]!);
      }),
    );
  });
});

/** The same of a session without a mark, which is of every viewer: nothing is left out of it. */
it('without a hidden mark, a clip has all of its frames, and an insert is at its very frame', () => {
  const cases = fc.constantFrom(...assets).chain((each) => fc.tuple(fc.constant(each), clipIn(each)));
  fc.assert(
    fc.property(cases, ([asset, clip]) => {
      const encoded = encodedAsset(asset);
      expect(clipOf(encoded, resolveClip(encoded, [rangeOf(clip)])).clip).toMatchObject(clip);
      expect(cuttingOf(encoded).frameAt(clip.first)).toBe(clip.first);
    }),
  );
});

/** Undefined for pieces that are too short, or of which nothing is within. */
function partsOrNone<T>(made: () => readonly T[]): readonly T[] | undefined {
  try {
    return made();
  } catch (error) {
    expect((error as { code: string }).code).toMatch(/^(clip|sequence)_impossible$/);
    return undefined;
  }
}

function plainOf(whole: Asset): Asset {
  return assets.find(({ index }) => index === whole.index)!;
}
