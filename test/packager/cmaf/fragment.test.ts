import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FragmentSample } from '../../../src/isobmff/index.js';
import { fragment, mediaSegment, readFragments } from '../../../src/packager/index.js';
import { hex, joined } from '../support/bytes.js';
import { errorCodeOf } from '../support/errors.js';
import { readIndependently } from '../support/independent-reader.js';
import { videoInit } from '../support/media.js';

/** Three frames in decode order I P B: B is presented between the others, P is decoded when I is presented. */
const samples: readonly FragmentSample[] = [
  { size: 5, duration: 1001, compositionOffset: 0, sync: true },
  { size: 3, duration: 1001, compositionOffset: 1001, sync: false },
  { size: 2, duration: 1002, compositionOffset: -1001, sync: false },
];
const data = [Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(6, 7, 8, 9, 10)];

describe('mediaSegment', () => {
  const segment = mediaSegment({ sequenceNumber: 8, baseMediaDecodeTime: 210210, samples, data });

  it('is a segment type, a fragment and its media data', () => {
    const file = readIndependently(segment);
    expect(file.boxes.map(({ type }) => type)).toEqual(['styp', 'moof', 'mdat']);
    expect(file.getBox('styp')).toMatchObject({ major_brand: 'msdh', compatible_brands: ['msdh', 'cmfs'] });
    expect(file.getBox('mfhd')?.sequence_number).toBe(8);
    expect(file.getBox('tfdt')).toMatchObject({ version: 1, baseMediaDecodeTime: 210210 });
  });

  it('places each sample in time, with signed composition offsets', () => {
    const read = readIndependently(videoInit, segment).getTrackSamplesInfo(1);
    expect(read.map(({ dts, cts, duration, is_sync }) => [dts, cts, duration, is_sync])).toEqual([
      [210210, 210210, 1001, true],
      [211211, 212212, 1001, false],
      [212212, 211211, 1002, false],
    ]);
    expect(readIndependently(segment).getBox('trun')?.version).toBe(1);
  });

  it('states for each sample whether it depends on others', () => {
    const read = readIndependently(videoInit, segment).getTrackSamplesInfo(1);
    expect(read.map(({ depends_on }) => depends_on)).toEqual([2, 1, 1]);
  });

  it('addresses the samples from the start of the fragment', () => {
    const file = readIndependently(segment);
    const sizeOfMoof = file.getBox('moof')?.size ?? 0;
    expect(file.getBox('trun')?.data_offset).toBe(sizeOfMoof + 8);
    expect(file.getBox('tfhd')?.flags).toBe(0x020002);
  });

  it('states values that all samples share only once', () => {
    const even = samples.map((sample) => ({
      ...sample,
      size: 4,
      duration: 1024,
      compositionOffset: 0,
      sync: true,
    }));
    const file = readIndependently(
      mediaSegment({ sequenceNumber: 1, baseMediaDecodeTime: 0, samples: even, data: [new Uint8Array(12)] }),
    );
    expect(file.getBox('tfhd')).toMatchObject({
      default_sample_duration: 1024,
      default_sample_size: 4,
      default_sample_flags: 0x02000000,
    });
    expect(file.getBox('trun')?.size).toBe(20);
  });

  it('refuses data that is not as long as its samples', () => {
    const short = { sequenceNumber: 1, baseMediaDecodeTime: 0, samples, data: data.slice(1) };
    expect(errorCodeOf(() => mediaSegment(short))).toBe('packaging_impossible');
  });

  it('is read back as it was written, whatever the samples are', () => {
    const sample = fc.record({
      size: fc.integer({ min: 1, max: 9 }),
      duration: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      compositionOffset: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      sync: fc.boolean(),
    });
    const list = fc.array(sample, { minLength: 1, maxLength: 20 });
    const property = fc.property(list, fc.nat(), (values, baseMediaDecodeTime) => {
      const size = values.reduce((sum, each) => sum + each.size, 0);
      const bytes = Uint8Array.from({ length: size }, (_, index) => index);
      const written = mediaSegment({
        sequenceNumber: 1,
        baseMediaDecodeTime,
        samples: values,
        data: [bytes],
      });
      const read = readFragments(joined(videoInit, written)).samples;
      expect(
        read.map(({ decodeTime, compositionTime, duration, sync, data: { length } }) => ({
          size: length,
          duration,
          compositionOffset: compositionTime - decodeTime,
          sync,
        })),
      ).toEqual(values);
      expect(joined(...read.map((each) => each.data))).toEqual(bytes);
      expect(read[0]?.decodeTime).toBe(baseMediaDecodeTime);
    });
    fc.assert(property, { seed: 2, numRuns: 100 });
  });
});

describe('fragment', () => {
  it('ends with the header of the media data that must follow', () => {
    const bytes = fragment({ sequenceNumber: 1, baseMediaDecodeTime: 0, samples });
    expect(hex(bytes.subarray(-8))).toBe('00000012' + '6d646174');
    expect(readFragments(joined(videoInit, bytes, ...data)).samples).toHaveLength(3);
  });

  it('names the sample description of its samples', () => {
    const bytes = fragment({ sequenceNumber: 1, baseMediaDecodeTime: 0, samples, sampleDescriptionIndex: 2 });
    expect(readIndependently(bytes, ...data).getBox('tfhd')?.default_sample_description_index).toBe(2);
  });

  it('writes a 64-bit size for media data beyond 4 GiB, and the right data offset', () => {
    const huge = Array.from({ length: 3 }, () => ({ ...samples[0]!, size: 2 ** 31 }));
    const bytes = fragment({ sequenceNumber: 1, baseMediaDecodeTime: 0, samples: huge });
    expect(hex(bytes.subarray(-16))).toBe('00000001' + '6d646174' + '0000000180000010');
    expect(readIndependently(bytes.subarray(0, -16)).getBox('trun')?.data_offset).toBe(bytes.length);
  });

  it('refuses to be empty', () => {
    const empty = { sequenceNumber: 1, baseMediaDecodeTime: 0, samples: [] };
    expect(errorCodeOf(() => fragment(empty))).toBe('packaging_impossible');
  });

  it('refuses times that do not fit their fields', () => {
    const of = (sample: FragmentSample) => () =>
      fragment({ sequenceNumber: 1, baseMediaDecodeTime: 0, samples: [sample, samples[1]!] });
    expect(errorCodeOf(of({ ...samples[0]!, duration: 2 ** 32 }))).toBe('packaging_impossible');
    expect(errorCodeOf(of({ ...samples[0]!, compositionOffset: -(2 ** 31) - 1 }))).toBe(
      'packaging_impossible',
    );
    const early = { sequenceNumber: 1, baseMediaDecodeTime: -1, samples };
    expect(errorCodeOf(() => fragment(early))).toBe('packaging_impossible');
  });
});
