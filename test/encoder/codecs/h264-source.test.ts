/** What the samples of a master's H.264 track say about themselves, and how they are copied. */
import { describe, expect, test } from 'vitest';
import { h264 } from '../../../src/encoder/codecs/h264.js';
import { avc1, stsd } from '../../../src/isobmff/index.js';
import type { VideoTrack } from '../../../src/tracks/track.js';
import { codeOf } from '../../masters/support/errors.js';
import { videoTrack } from '../ladder/tracks.js';

const SPS = [0x67, 100, 0, 31];
const PPS = [0x68, 0xee];
const colour = { primaries: 1, transfer: 1, matrix: 1, fullRange: false };

/** A track with the `avcC` of a profile and a level, 4-byte NAL unit lengths, one SPS and one PPS. */
function track({ profile = 100, level = 31 } = {}): VideoTrack {
  const avcC = Uint8Array.of(
    1,
    profile,
    0,
    level,
    0xff,
    0xe1,
    0,
    SPS.length,
    ...SPS,
    1,
    0,
    PPS.length,
    ...PPS,
  );
  return videoTrack({ sampleDescription: stsd(avc1({ width: 64, height: 36, avcC, colour })) });
}

/** NAL units, each with its length before it. */
const sample = (...units: readonly number[][]) =>
  Uint8Array.from(units.flatMap((unit) => [0, 0, 0, unit.length, ...unit]));
const DELIMITER = [0x09, 0x10];
const IDR = [0x65, 1, 2];
const REFERENCE = [0x41, 1, 2];
const NON_REFERENCE = [0x01, 1, 2];

describe('is playable', () => {
  test('in a profile and at a level that every player decodes', () => {
    expect(h264.playable(track())).toEqual({ codecs: 'avc1.64001f', level: 31 });
    expect(h264.playable(track({ profile: 77, level: 52 }))).toEqual({ codecs: 'avc1.4d0034', level: 52 });
  });

  test('not in another profile, above level 5.2, or without its configuration', () => {
    expect(h264.playable(track({ profile: 110 }))).toBeUndefined();
    expect(h264.playable(track({ level: 60 }))).toBeUndefined();
    expect(h264.playable(videoTrack())).toBeUndefined();
  });
});

describe('a sample is non-reference', () => {
  const isNonReference = h264.nonReferenceTest(track())!;

  test('if its first slice is', () => {
    expect(isNonReference(sample(DELIMITER, NON_REFERENCE))).toBe(true);
    expect(isNonReference(sample(REFERENCE))).toBe(false);
    expect(isNonReference(sample(IDR))).toBe(false);
  });

  test('not if it has no slice', () => {
    expect(isNonReference(sample(DELIMITER))).toBe(false);
  });

  test('or not, which cannot be told without the configuration', () => {
    expect(h264.nonReferenceTest(videoTrack())).toBeUndefined();
  });
});

describe('a copied segment', () => {
  test('has the parameter sets once, before the first sample', () => {
    const copied = h264.copied(track(), [sample(IDR), sample(NON_REFERENCE)]);
    expect(copied.map((bytes) => Uint8Array.from(bytes))).toEqual([
      sample(SPS, PPS, IDR),
      sample(NON_REFERENCE),
    ]);
  });

  test('has them after an access unit delimiter, which must come first', () => {
    const [first] = h264.copied(track(), [sample(DELIMITER, IDR)]);
    expect(Uint8Array.from(first!)).toEqual(sample(DELIMITER, SPS, PPS, IDR));
  });

  test('is refused if a sample does not consist of NAL units, or if the master has no parameter sets', async () => {
    const cut = sample(REFERENCE).subarray(0, -1);
    expect(await codeOf(async () => h264.copied(track(), [sample(IDR), cut]))).toBe('segment_invalid');
    expect(await codeOf(async () => h264.copied(videoTrack(), [sample(IDR)]))).toBe('segment_invalid');
    expect(await codeOf(async () => h264.sourceConfiguration(videoTrack()))).toBe('segment_invalid');
  });
});
