import { describe, expect, test } from 'vitest';
import { imageRendition, imageRenditionWithId } from '../../../src/encoder/images/image-renditions.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { RENDITION_ID } from '../../../src/shared/media-url.js';
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

  test('names the poster and the preview of a clip, which are of no file', () => {
    const trim = { first: 10, end: 20 };
    const file = { format: 'png', version: '1' } as const;
    const poster = imageRendition(hd, { purpose: 'poster', format: 'jpg', file, trim });
    expect([poster.id, poster.trim, poster.file]).toEqual(['i1280-poster-x10-20-jpg', trim, undefined]);
    expect(imageRenditionWithId(hd, poster.id, file)).toEqual(poster);
    const preview = imageRendition(hd, { purpose: 'preview', format: 'gif', trim });
    expect(imageRenditionWithId(hd, preview.id)).toEqual(preview);
    const longest = { first: 99_999_998, end: 99_999_999 };
    const long = imageRendition(
      { ...hd, width: 7680, height: 4320 },
      { ...poster, width: 3840, trim: longest },
    );
    expect(RENDITION_ID.test(long.id)).toBe(true);
  });

  test('names the poster of audio, if it is of a file', () => {
    const file = { format: 'jpeg', offset: 100, size: 5000 } as const;
    const poster = imageRendition(undefined, { purpose: 'poster', format: 'webp', file });
    expect(poster).toMatchObject({ id: 'i1280-poster-webp', width: 1280, height: 1280, file });
    expect(imageRenditionWithId(undefined, poster.id, file)).toEqual(poster);
    expect(imageRenditionWithId(undefined, poster.id)).toBeUndefined();
    expect(imageRenditionWithId(undefined, 'i1280-frame-webp', file)).toBeUndefined();
  });

  test.each([
    'i640-frame-x1-2-jpg',
    'i640-sheet-x1-2-jpg',
    'i640-poster-x2-2-jpg',
    'i640-poster-x0-99999999-jpg',
    'i500-frame-jpg',
    'i1920-frame-jpg',
    'i640-frame-png',
    'i640-film-jpg',
    'i640',
    'v640',
    'i0640-frame-jpg',
  ])('%s names none', (id) => expect(imageRenditionWithId(hd, id)).toBeUndefined());
});
