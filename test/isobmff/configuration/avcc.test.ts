import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { avcLengthSize, parseAvcConfiguration } from '../../../src/isobmff/configuration/avcc.js';
import { hex, unhex } from '../../packager/support/bytes.js';

/** High profile, level 3.1, lengths of 4 bytes, two sequence parameter sets and one picture parameter set. */
const RECORD = unhex('01 64 00 1f ff e2 0004 6764001f 0002 6765 01 0002 68ee');

describe('an AVC decoder configuration record', () => {
  it('has profile, level, the size of lengths, and the parameter sets in order', () => {
    const { parameterSets = [], ...values } = parseAvcConfiguration(RECORD) ?? {};
    expect(values).toEqual({ profile: 0x64, constraints: 0, level: 0x1f, lengthSize: 4 });
    expect(parameterSets.map(hex)).toEqual(['6764001f', '6765', '68ee']);
  });

  it('is read with the extension that follows in High profiles', () => {
    expect(parseAvcConfiguration(Uint8Array.of(...RECORD, 0xfd, 0xf8, 0xf8, 0))?.parameterSets).toHaveLength(
      3,
    );
  });

  it.each([
    ['without sequence parameter sets', '01 64 00 1f ff e0 01 0002 68ee'],
    ['without picture parameter sets', '01 64 00 1f ff e1 0002 6764 00'],
    ['with an empty parameter set', '01 64 00 1f ff e1 0000 01 0002 68ee'],
  ])('is undefined %s', (_, text) => {
    expect(parseAvcConfiguration(unhex(text))).toBeUndefined();
  });

  it('is undefined when it is cut short anywhere', () => {
    const lengths = Array.from({ length: RECORD.length }, (_, length) => length);
    expect(lengths.filter((length) => parseAvcConfiguration(RECORD.subarray(0, length)))).toEqual([]);
  });

  it('has parameter sets within its bytes, whatever they are', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 60 }), (record) => {
      for (const set of parseAvcConfiguration(record)?.parameterSets ?? []) {
        expect(set.byteOffset + set.byteLength).toBeLessThanOrEqual(record.byteOffset + record.byteLength);
      }
    });
    fc.assert(property, { seed: 20_260_801 });
  });

  it('states the size of lengths even when it is cut short', () => {
    expect(avcLengthSize(unhex('01 64 00 1f fd'))).toBe(2);
    expect(avcLengthSize(new Uint8Array())).toBe(1);
  });
});
