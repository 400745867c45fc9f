/** How many views of assets are kept in memory. */
import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { encodedAsset } from '../../src/assets/burned-asset.js';
import { cutAsset } from '../../src/assets/clips/cut-asset.js';
import { RecentViews } from '../../src/assets/recent-views.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

const [film, other] = [madeUpAsset('film'), madeUpAsset('other')];
/** What one costs that has the four segments of these assets. */
const COST = 54;

/** Cuts an asset from a frame on; says of each whether it had to be cut. */
function cutting(maxSegments: number) {
  const cuts = new RecentViews(maxSegments);
  return (asset: Asset, first: number): boolean => {
    let isNew = false;
    cuts.get(asset, `${first}-250`, () => {
      isNew = true;
      return asset;
    });
    return isNew;
  };
}

describe('assets that are cut', () => {
  it('are cut once while they are in use', () => {
    const isCutAnew = cutting(3 * COST);
    expect([1, 2, 1, 3, 1, 4, 1].map((first) => isCutAnew(film, first))).toEqual([
      ...[true, true, false, true, false, true, false],
    ]);
  });

  it('have one limit, of whatever assets they are', () => {
    const isCutAnew = cutting(2 * COST);
    expect([film, other, film].map((asset) => isCutAnew(asset, 1))).toEqual([true, true, false]);
    expect([film, other].map((asset) => isCutAnew(asset, 2))).toEqual([true, true]);
    expect([film, other].map((asset) => isCutAnew(asset, 1))).toEqual([true, true]);
  });

  it('are not kept where one alone is more than all may be', () => {
    const isCutAnew = cutting(COST - 1);
    expect([isCutAnew(film, 1), isCutAnew(film, 1)]).toEqual([true, true]);
  });

  it('leave memory for those of another view of the same film', () => {
    const clip = { first: 1, end: 250 };
    const cut = cutAsset(film, clip);
    expect(cutAsset(film, clip)).toBe(cut);
    const view = encodedAsset(film);
    for (let n = 0; n < 6000; n++) cutAsset(view, { first: n % 100, end: 250 - Math.floor(n / 100) });
    expect(cutAsset(film, clip)).not.toBe(cut);
  });
});
