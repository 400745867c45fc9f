import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ascii,
  box,
  fixed16_16,
  fullBox,
  i32,
  u8,
  u16,
  u24,
  u32,
  u64,
  utf8z,
} from '../../src/isobmff/box.js';
import { Fields } from '../../src/isobmff/fields.js';
import { hex, joined } from '../packager/support/bytes.js';
import { errorCodeOf } from '../packager/support/errors.js';

describe('the box notation', () => {
  it('writes size, type and contents of a box', () => {
    expect(hex(box('free', u8(1, 2), u16(3)))).toBe('0000000c66726565010200' + '03');
  });

  it('writes version and flags of a full box', () => {
    expect(hex(fullBox('tfdt', 1, 0x020001))).toBe('0000000c74666474' + '01' + '020001');
  });

  it('writes every kind of field big-endian', () => {
    expect(hex(u24(0x010203))).toBe('010203');
    expect(hex(u32(0xfffefdfc, 1))).toBe('fffefdfc' + '00000001');
    expect(hex(u64(2 ** 40 + 5))).toBe('0000010000000005');
    expect(hex(i32(-2, 7))).toBe('fffffffe' + '00000007');
    expect(hex(fixed16_16(1920, 0.5))).toBe('07800000' + '00008000');
    expect(hex(ascii('avc1'))).toBe('61766331');
    expect(hex(utf8z('é\0'))).toBe('c3a900');
  });

  it('refuses values that do not fit their field instead of truncating them', () => {
    const tooLarge = [
      () => u8(256),
      () => u16(-1),
      () => u24(2 ** 24),
      () => u32(2 ** 32),
      () => u32(0.5),
      () => u64(2 ** 53),
      () => u64(Number.NaN),
      () => i32(2 ** 31),
      () => i32(-(2 ** 31) - 1),
      () => fixed16_16(65536),
      () => ascii('é€'),
    ];
    for (const write of tooLarge) expect(errorCodeOf(write)).toBe('packaging_impossible');
  });
});

describe('the fields of a box', () => {
  it('are read back as they were written', () => {
    const values = fc.tuple(
      fc.integer({ min: 0, max: 0xff }),
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0, max: 0xffffff }),
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.maxSafeNat(),
    );
    const property = fc.property(values, ([a, b, c, d, e, f]) => {
      const bytes = joined(u8(a), u16(b), u24(c), u32(d), i32(e), u64(f));
      const fields = new Fields(bytes, 0, bytes.length);
      const read = [fields.u8(), fields.u16(), fields.u24(), fields.u32(), fields.i32(), fields.u64()];
      expect(read).toEqual([a, b, c, d, e, f]);
      expect(fields.remaining).toBe(0);
    });
    fc.assert(property, { seed: 1 });
  });

  it('end where the box ends, even if the data continues', () => {
    const fields = new Fields(u8(1, 2, 3, 4), 0, 3);
    expect(fields.u16()).toBe(0x0102);
    expect(errorCodeOf(() => fields.u16())).toBe('encoder_output_malformed');
    expect(fields.u8()).toBe(3);
  });

  it('cannot be outside of the data', () => {
    for (const [start, end] of [
      [-1, 2],
      [3, 2],
      [0, 5],
    ] as const) {
      expect(errorCodeOf(() => new Fields(u8(1, 2, 3, 4), start, end))).toBe('encoder_output_malformed');
    }
  });

  it('are malformed above 2^53 - 1, the largest integer that a number holds exactly', () => {
    const bytes = u32(0x00200000, 0);
    expect(errorCodeOf(() => new Fields(bytes, 0, 8).u64())).toBe('encoder_output_malformed');
  });
});
