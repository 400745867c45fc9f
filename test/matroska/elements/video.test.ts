import { expect, test } from 'vitest';
import { readColour } from '../../../src/matroska/elements/colour.js';
import { ID } from '../../../src/matroska/elements/ids.js';
import { readVideo } from '../../../src/matroska/elements/video.js';
import { master } from '../support/rules.js';
import { element, float, unsigned } from '../support/write-ebml.js';

const SIZE = [unsigned(ID.pixelWidth, 720), unsigned(ID.pixelHeight, 576)];
const video = (...elements: Uint8Array[]) => readVideo(master(...SIZE, ...elements));
const display = (width: number, height: number, unit = 0) => [
  unsigned(ID.displayWidth, width),
  unsigned(ID.displayHeight, height),
  unsigned(ID.displayUnit, unit),
];
const ratio = (...elements: Uint8Array[]) => {
  const { horizontal, vertical } = video(...elements).pixelAspectRatio ?? {};
  return horizontal && vertical && horizontal / vertical;
};

test('video that states nothing but its size has square pixels, one view and no rotation', () => {
  expect(video()).toEqual({
    ...{ width: 720, height: 576, crop: { top: 0, bottom: 0, left: 0, right: 0 } },
    ...{ pixelAspectRatio: { horizontal: 414_720, vertical: 414_720 }, stereoMode: 0, rotation: 0 },
  });
});

test.each([
  ['in pixels', display(1024, 576), 1024 / 720],
  ['in centimetres', display(40, 30, 1), 40 / 30 / (720 / 576)],
  ['as an aspect ratio', display(16, 9, 3), 16 / 9 / (720 / 576)],
  ['in an unknown unit', display(16, 9, 4), undefined],
  ['with only a width', [unsigned(ID.displayWidth, 1024)], 1024 / 720],
  [
    'with only a width in an aspect ratio',
    [unsigned(ID.displayWidth, 16), unsigned(ID.displayUnit, 3)],
    undefined,
  ],
  ['of 0', display(0, 0), 1],
  ['beyond what is exact', display(2 ** 52, 576), undefined],
])('a display size %s gives the shape of pixels', (_, elements, expected) => {
  const found = ratio(...elements);
  if (expected === undefined) expect(found).toBeUndefined();
  else expect(found).toBeCloseTo(expected);
});

test('the display size is that of what is not cropped', () => {
  const crop = [unsigned(ID.pixelCropTop, 36), unsigned(ID.pixelCropBottom, 36)];
  expect(video(...crop).crop).toEqual({ top: 36, bottom: 36, left: 0, right: 0 });
  expect(ratio(...crop)).toBe(1);
  expect(ratio(...crop, ...display(1008, 504))).toBeCloseTo(1008 / 504 / (720 / 504));
});

test('more cropped than there is gives no shape of pixels', () => {
  expect(ratio(unsigned(ID.pixelCropLeft, 800))).toBeUndefined();
});

test.each([
  [0, undefined],
  [1, true],
  [2, false],
  [9, undefined],
])('a scan type of %i', (flag, interlaced) => {
  expect(video(unsigned(ID.flagInterlaced, flag)).interlaced).toBe(interlaced);
});

test.each([
  [90, 270],
  [-90, 90],
  [180, 180],
  [-180, 180],
  [0, 0],
  [45, 0],
  [Number.NaN, 0],
])('a roll of %i degrees counterclockwise is undone by %i clockwise', (roll, rotation) => {
  expect(video(element(ID.projection, float(ID.projectionPoseRoll, roll))).rotation).toBe(rotation);
});

test.each([
  ['spherical', unsigned(ID.projectionType, 1)],
  ['turned', float(ID.projectionPoseYaw, 10)],
  ['tilted', float(ID.projectionPosePitch, -10)],
])('video that is %s as well is not rotated', (_, pose) => {
  const projection = element(ID.projection, pose, float(ID.projectionPoseRoll, 90));
  expect(video(projection).rotation).toBe(0);
});

test('stereoscopic video says how', () => {
  expect(video(unsigned(ID.stereoMode, 3)).stereoMode).toBe(3);
});

test('colour that states nothing is unspecified', () => {
  expect(readColour(master())).toEqual({ primaries: 2, transfer: 2, matrix: 2, fullRange: false });
});

test('the colour of HDR10 is read', () => {
  const values = [
    [ID.primaryRChromaticityX, 0.68],
    [ID.primaryRChromaticityY, 0.32],
    [ID.primaryGChromaticityX, 0.265],
    [ID.primaryGChromaticityY, 0.69],
    [ID.primaryBChromaticityX, 0.15],
    [ID.primaryBChromaticityY, 0.06],
    [ID.whitePointChromaticityX, 0.3127],
    [ID.whitePointChromaticityY, 0.329],
    [ID.luminanceMax, 1000],
    [ID.luminanceMin, 0.01],
  ] as const;
  const colour = master(
    unsigned(ID.primaries, 9),
    unsigned(ID.transferCharacteristics, 16),
    unsigned(ID.matrixCoefficients, 9),
    unsigned(ID.range, 1),
    unsigned(ID.bitsPerChannel, 10),
    unsigned(ID.maxCll, 1000),
    unsigned(ID.maxFall, 400),
    element(ID.masteringMetadata, ...values.map(([id, value]) => float(id, value))),
  );
  expect(readColour(colour)).toEqual({
    ...{ primaries: 9, transfer: 16, matrix: 9, fullRange: false, bitsPerChannel: 10 },
    contentLight: { maximum: 1000, frameAverage: 400 },
    mastering: {
      chromaticities: [
        [0.68, 0.32],
        [0.265, 0.69],
        [0.15, 0.06],
        [0.3127, 0.329],
      ],
      luminance: { minimum: 0.01, maximum: 1000 },
    },
  });
});

test('a mastering display that is described in part is left out', () => {
  const colour = master(unsigned(ID.range, 2), element(ID.masteringMetadata, float(ID.luminanceMax, 1000)));
  expect(readColour(colour)).toEqual({ primaries: 2, transfer: 2, matrix: 2, fullRange: true });
});
