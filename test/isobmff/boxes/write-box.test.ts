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
} from '../../../src/isobmff/boxes/write-box.js';
import { hex } from '../../packager/support/bytes.js';
import { errorCodeOf } from '../../packager/support/errors.js';

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
