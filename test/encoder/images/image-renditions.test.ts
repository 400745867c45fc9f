import { describe, expect, test } from 'vitest';
import { imageRendition, imageRenditionWithId } from '../../../src/encoder/images/image-renditions.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { madeUpIndex } from '../../segments/support/made-up-master.js';

const hd = madeUpIndex({ asset: toAssetId('film'), version: '1', size: 1 }).video!;
const portrait = { ...hd, width: 1080, height: 2280 };
const frame = { purpose: 'frame', format: 'jpg' } as const;

describe('an image has', () => {
  test.each([
    [hd, undefined, 1280, 720],
    [hd, 640, 640, 360],
    [hd, 500, 640, 360],
    [hd, 481, 640, 360],
    [hd, 1, 160, 90],
    [hd, 99_999, 1280, 720],
    [portrait, 160, 160, 338],
    [portrait, 3000, 1080, 2280],
    [{ ...hd, width: 161, height: 121 }, undefined, 160, 120],
    [{ ...hd, width: 2, height: 1080 }, undefined, 2, 1080],
    [{ ...hd, width: 7680, height: 4320 }, 5000, 3840, 2160],
    [{ ...hd, orientation: { mirrored: false, rotation: 90 } as const }, 320, 320, 568],
  ])('the next of few sizes, the largest that of the video (case %#)', (track, width, wide, high) => {
    expect(imageRendition(track, { ...frame, width })).toMatchObject({
      ...{ id: `i${wide}-frame-jpg`, width: wide, height: high },
    });
  });

  test('at most the height that is allowed, and the smallest size in any case', () => {
    expect(imageRendition(hd, { ...frame, maxHeight: 360 }).width).toBe(640);
    expect(imageRendition(portrait, { ...frame, maxHeight: 480 }).width).toBe(480);
    expect(imageRendition(hd, { ...frame, maxHeight: 1 }).width).toBe(160);
  });
});

describe('an id', () => {
  test('names a rendition that there is', () => {
    const rendition = imageRendition(hd, { ...frame, format: 'webp', width: 480 });
    expect(imageRenditionWithId(hd, rendition.id)).toEqual(rendition);
  });

  test.each([
    'i500-frame-jpg',
    'i1920-frame-jpg',
    'i640-frame-png',
    'i640-film-jpg',
    'i640',
    'v640',
    'i0640-frame-jpg',
  ])('%s names none', (id) => expect(imageRenditionWithId(hd, id)).toBeUndefined());
});
