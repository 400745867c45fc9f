import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrangeParts, type PlacedInsert } from '../../../src/assets/index.js';
import type { PieceCutting } from '../../../src/assets/sequence/arrange-parts.js';
import type { ClipFrames } from '../../../src/shared/clip.js';

/** Pieces have two frames at least. */
const cutting: PieceCutting = { canBePiece: ({ first, end }) => end - first >= 2, frameAt: (frame) => frame };

/** As text: `0-10 ad 10-20`. */
function arranged(
  pieces: readonly (readonly [number, number])[],
  ...inserts: PlacedInsert<string>[]
): string {
  const frames = pieces.map(([first, end]) => ({ first, end }));
  return arrangeParts(frames, inserts, cutting)
    .map((each) => ('insert' in each ? each.insert : `${each.piece.first}-${each.piece.end}`))
    .join(' ');
}

describe('inserts', () => {
  it('are before, within and behind a programme, those at one place in their order', () => {
    expect(
      arranged(
        [[0, 20]],
        { at: 'end', insert: 'last' },
        { at: 10, insert: 'a' },
        { at: 'start', insert: 'first' },
        { at: 10, insert: 'b' },
        { at: 5, insert: 'c' },
      ),
    ).toBe('first 0-5 c 5-10 a b 10-20 last');
  });

  it('at the beginning of a piece are before it', () => {
    expect(
      arranged(
        [
          [0, 20],
          [30, 40],
        ],
        { at: 0, insert: 'a' },
        { at: 30, insert: 'b' },
      ),
    ).toBe('a 0-20 b 30-40');
  });

  it('are where the nearer end of a piece is, if it cannot be cut', () => {
    expect(arranged([[0, 20]], { at: 1, insert: 'a' }, { at: 19, insert: 'b' })).toBe('a 0-20 b');
  });

  it('are played once where a moment is in several pieces, and never where it is in none', () => {
    expect(
      arranged(
        [
          [0, 10],
          [0, 10],
        ],
        { at: 5, insert: 'a' },
        { at: 10, insert: 'b' },
      ),
    ).toBe('0-5 a 5-10 0-10');
  });

  it('leave every frame of the programme, in its order', () => {
    const at = fc.oneof(fc.constantFrom('start' as const, 'end' as const), fc.nat({ max: 60 }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 50 }), fc.integer({ min: 2, max: 30 })), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.array(at, { maxLength: 6 }),
        (sizes, moments) => {
          const pieces = sizes.map(([first, length]) => ({ first, end: first + length }));
          const framesOf = (all: readonly ClipFrames[]) =>
            all.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i));
          const inserts = moments.map((moment, insert) => ({ at: moment, insert }));
          const parts = arrangeParts(pieces, inserts, cutting);
          const cut = parts.flatMap((each) => ('piece' in each ? [each.piece] : []));
          expect(framesOf(cut)).toEqual(framesOf(pieces));
          expect(cut.every(cutting.canBePiece)).toBe(true);
          const played = parts.flatMap((each) => ('insert' in each ? [each.insert] : []));
          expect(new Set(played).size).toBe(played.length);
        },
      ),
    );
  });
});
