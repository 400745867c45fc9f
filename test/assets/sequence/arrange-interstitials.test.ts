/** Where inserts are played while pieces wait. */
import { describe, expect, it } from 'vitest';
import { arrangeInterstitials } from '../../../src/assets/sequence/arrange-interstitials.js';

const whole = [{ first: 0, end: 288 }];
const pieces = [
  { first: 100, end: 200 },
  { first: 50, end: 150 },
];

describe('interstitials', () => {
  it('are played in the piece that has their frame, which stays whole, in the order of their frames', () => {
    const inserts = [
      { at: 192, insert: 'late' },
      { at: 'end', insert: 'last' },
      { at: 107, insert: 'one' },
      { at: 107, insert: 'two' },
      { at: 0, insert: 'second' },
      { at: 'start', insert: 'first' },
    ] as const;
    expect(arrangeInterstitials<string>(whole, inserts)).toEqual([
      { piece: whole[0] },
      { insert: 'first', at: 0 },
      { insert: 'second', at: 0 },
      { insert: 'one', at: 107 },
      { insert: 'two', at: 107 },
      { insert: 'late', at: 192 },
      { insert: 'last', at: 288 },
    ]);
  });

  it('are played once, in the first piece that has their frame, and not at all if none has', () => {
    const inserts = [
      { at: 120, insert: 'twice there' },
      { at: 60, insert: 'in the second' },
      { at: 200, insert: 'nowhere' },
      { at: 'end', insert: 'last' },
    ] as const;
    expect(arrangeInterstitials<string>(pieces, inserts)).toEqual([
      { piece: pieces[0] },
      { insert: 'twice there', at: 120 },
      { piece: pieces[1] },
      { insert: 'in the second', at: 60 },
      { insert: 'last', at: 150 },
    ]);
  });
});
