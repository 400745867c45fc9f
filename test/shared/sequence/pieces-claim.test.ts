import { describe, expect, it } from 'vitest';
import { piecesOf, piecesSchema } from '../../../src/shared/sequence/pieces-claim.js';

describe('the claim pieces', () => {
  it('has moments in seconds and frames', () => {
    expect(piecesOf(piecesSchema.parse([[0, 'f300']]))).toEqual([
      { start: { seconds: 0 }, end: { frame: 300 } },
    ]);
  });

  it.each([[[]], [[[0]]], [[[0, 1, 2]]], [[[0, 'f']]], [[[-1, 2]]], [Array(101).fill([0, 1])], ['0-1']])(
    'is refused as %j',
    (claim) => {
      expect(piecesSchema.safeParse(claim).success).toBe(false);
    },
  );
});
