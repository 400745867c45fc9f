import { describe, expect, test } from 'vitest';
import { pictureWorth, posterCandidates } from '../../../../src/encoder/images/frames/poster-choice.js';
import { toAssetId } from '../../../../src/shared/asset-id.js';
import { madeUpIndex } from '../../../segments/support/made-up-master.js';

const WIDTH = 64;
const HEIGHT = 36;
const picture = (luma: (x: number, y: number) => number) =>
  Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => luma(i % WIDTH, Math.floor(i / WIDTH)));
const worth = (luma: (x: number, y: number) => number) => pictureWorth(picture(luma), WIDTH);

/** Bars with edges as soft as `softness` pixels. */
const bars = (softness: number) => (x: number) => 128 + 90 * Math.tanh(Math.sin(x / 3) * (4 / softness));

describe('a picture is worth', () => {
  test('nothing if it is black, white or of one colour', () => {
    for (const level of [0, 16, 128, 255]) expect(worth(() => level)).toBe(0);
  });

  test('less the more it is blurred', () => {
    const [sharp, soft, softer] = [1, 4, 16].map((softness) => worth(bars(softness)));
    expect(sharp).toBeGreaterThan(soft!);
    expect(soft).toBeGreaterThan(softer!);
  });

  test('less if it is nearly black or nearly white', () => {
    const usual = worth((x) => 90 + 70 * (x % 2));
    expect(worth((x) => 5 + 30 * (x % 2))).toBeLessThan(usual / 4);
    expect(worth((x) => 225 + 30 * (x % 2))).toBeLessThan(usual);
  });
});

describe('candidates for the poster', () => {
  test('are sync samples, neither at the very beginning nor in the last part', () => {
    const video = madeUpIndex({ asset: toAssetId('film'), version: '1', size: 1 }).video!;
    expect(posterCandidates(video)).toEqual([50, 100, 150]);
  });

  test('are a few, evenly spread', () => {
    const { samples, ...video } = madeUpIndex({ asset: toAssetId('film'), version: '1', size: 1 }).video!;
    const all = { ...video, samples: { ...samples, sync: new Uint8Array(samples.count).fill(1) } };
    const candidates = posterCandidates(all);
    expect(candidates.length).toBe(24);
    expect(candidates[0]).toBeLessThan(20);
    expect(candidates.at(-1)).toBeGreaterThan(135);
  });

  test('are all there are where none lie between', () => {
    const { samples, ...video } = madeUpIndex({ asset: toAssetId('film'), version: '1', size: 1 }).video!;
    const sync = Uint8Array.from(samples.sync, (_, i) => (i === 0 ? 1 : 0));
    expect(posterCandidates({ ...video, samples: { ...samples, sync } })).toEqual([0]);
  });
});
