import { describe, expect, it } from 'vitest';
import { resolveClip } from '../../../src/assets/clips/resolve-clip.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';

/** 250 frames of 40 ms. */
const asset = madeUpAsset();
const impossible = expect.objectContaining({ code: 'clip_impossible' });

describe('the frames of a clip', () => {
  it('are those that begin within it', () => {
    const of = (start: number, end: number) =>
      resolveClip(asset, [{ start: { seconds: start }, end: { seconds: end } }]);
    expect(of(1, 2)).toEqual({ first: 25, end: 50 });
    expect(of(1.001, 2.001)).toEqual({ first: 26, end: 51 });
    // As much as nine decimals may be off.
    expect(of(1.0000005, 2.0000005)).toEqual({ first: 25, end: 50 });
  });

  it('are counted from 0, and are all of them where nothing is said', () => {
    expect(resolveClip(asset, [{ start: { frame: 100 }, end: { frame: 101 } }])).toEqual({
      first: 100,
      end: 101,
    });
    expect(resolveClip(asset, [{ start: { frame: 7 } }])).toEqual({ first: 7, end: 250 });
    expect(resolveClip(asset, [{ end: { seconds: 9999 } }])).toEqual({ first: 0, end: 250 });
  });

  it('are within all ranges, in whatever unit they are', () => {
    const token = { start: { frame: 50 }, end: { seconds: 6 } };
    expect(resolveClip(asset, [token, { start: { seconds: 1 }, end: { frame: 200 } }])).toEqual({
      first: 50,
      end: 150,
    });
    expect(resolveClip(asset, [token, { start: { seconds: 3 } }])).toEqual({ first: 75, end: 150 });
  });

  it('are refused where there are none', () => {
    for (const [start, end] of [
      [50, 50],
      [60, 50],
      [250, 300],
      [99_999_999, 99_999_999],
    ] as const)
      expect(() => resolveClip(asset, [{ start: { frame: start }, end: { frame: end } }])).toThrow(
        impossible,
      );
    const disjoint = [{ end: { seconds: 2 } }, { start: { seconds: 2 } }];
    expect(() => resolveClip(asset, disjoint)).toThrow(impossible);
  });

  it('are not known of a master that is still written, or without reliable times', () => {
    const open = { ...asset, map: { ...asset.map, isOpen: true } };
    expect(() => resolveClip(open, [{ start: { frame: 1 } }])).toThrow(impossible);
    const video = { ...asset.index.video!, orderUnknown: true };
    const unordered = { ...asset, index: { ...asset.index, video } };
    expect(() => resolveClip(unordered, [{ start: { frame: 1 } }])).toThrow(impossible);
  });
});
