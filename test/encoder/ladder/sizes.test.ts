import { describe, expect, test } from 'vitest';
import { rungSizes } from '../../../src/encoder/ladder/rungs.js';
import { displaySize } from '../../../src/encoder/ladder/size.js';
import { videoTrack } from './tracks.js';

function rungs(width: number, height: number): string[] {
  return rungSizes({ width, height }).map((size) => `${size.width}x${size.height}`);
}

describe('the display size', () => {
  test.each([
    ['square pixels', {}, '1920x1080'],
    [
      'PAL DV, 16:9',
      { width: 720, height: 576, pixelAspectRatio: { horizontal: 64, vertical: 45 } },
      '1024x576',
    ],
    [
      'NTSC DV, 4:3',
      { width: 720, height: 480, pixelAspectRatio: { horizontal: 8, vertical: 9 } },
      '640x480',
    ],
    ['HDV', { width: 1440, height: 1080, pixelAspectRatio: { horizontal: 4, vertical: 3 } }, '1920x1080'],
    ['a phone held upright', { orientation: { mirrored: false, rotation: 90 as const } }, '1080x1920'],
    ['a camera hung upside down', { orientation: { mirrored: true, rotation: 180 as const } }, '1920x1080'],
    [
      'rotated frames with non-square pixels',
      {
        width: 1440,
        height: 1080,
        pixelAspectRatio: { horizontal: 4, vertical: 3 },
        orientation: { mirrored: false, rotation: 270 as const },
      },
      '1080x1920',
    ],
    ['an invalid aspect ratio', { pixelAspectRatio: { horizontal: 0, vertical: 1 } }, '1920x1080'],
  ])('of %s', (_name, options, expected) => {
    const { width, height } = displaySize(videoTrack(options));
    expect(`${width}x${height}`).toBe(expected);
  });
});

describe('the rungs', () => {
  test('of a usual master are the standard ones up to its size', () => {
    expect(rungs(1920, 1080)).toEqual(['426x240', '640x360', '854x480', '1280x720', '1920x1080']);
  });

  test('of a 4K master end with its size', () => {
    expect(rungs(3840, 2160).slice(4)).toEqual(['1920x1080', '2560x1440', '3840x2160']);
    expect(rungs(4096, 2160).at(-1)).toBe('4096x2160');
  });

  test('of a portrait master are portrait', () => {
    expect(rungs(1080, 1920)).toEqual(['240x426', '360x640', '480x854', '720x1280', '1080x1920']);
  });

  test('of a wide master have the standard numbers of lines, and the master’s size on top', () => {
    expect(rungs(1920, 800)).toEqual(['576x240', '864x360', '1152x480', '1728x720', '1920x800']);
  });

  test('do not include the master’s size if it is less than a tenth above a standard one', () => {
    expect(rungs(1920, 1088).at(-1)).toBe('1906x1080');
    expect(rungs(1280, 792).at(-1)).toBe('1164x720');
    expect(rungs(1280, 794).at(-1)).toBe('1280x794');
  });

  test('of a small master are only its size', () => {
    expect(rungs(320, 180)).toEqual(['320x180']);
    expect(rungs(321, 239)).toEqual(['320x238']);
    expect(rungs(426, 240)).toEqual(['426x240']);
  });

  test('have at least two pixels on each side', () => {
    expect(rungs(1, 1)).toEqual(['2x2']);
    expect(rungs(4000, 1)).toEqual(['4000x2']);
  });

  test('of a master larger than players decode end with the largest size they do', () => {
    expect(rungs(7680, 4320).at(-1)).toBe('3840x2160');
    expect(rungs(8192, 4096).at(-1)).toBe('4096x2048');
    expect(rungs(5120, 2160).at(-1)).toBe('4096x1728');
    expect(rungs(4320, 7680).at(-1)).toBe('2160x3840');
    expect(rungs(100_000, 10)).toEqual(['4096x2']);
  });
});
