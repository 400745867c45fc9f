import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/isobmff/boxes/fields.js';
import { ascii, box, i32, u8, u16, u32, u64 } from '../../../src/isobmff/boxes/write-box.js';
import { joined } from '../../packager/support/bytes.js';
import { errorCodeOf } from '../../packager/support/errors.js';
import { firstBox, LENIENT, STRICT } from '../support/rules.js';

const fieldsOf = (contents: Uint8Array, rules = STRICT) => firstBox(box('test', contents), rules).fields();

describe('the fields of a box', () => {
  it('are read back as they were written', () => {
    const values = fc.tuple(
      fc.integer({ min: 0, max: 0xff }),
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.maxSafeNat(),
    );
    const property = fc.property(values, ([a, b, c, d, e]) => {
      const fields = fieldsOf(joined(u8(a), u16(b), u32(c), i32(d), u64(e), u64(e)));
      const read = [fields.u8(), fields.u16(), fields.u32(), fields.i32(), fields.u64(), fields.i64()];
      expect(read).toEqual([a, b, c, d, e, e]);
      expect(fields.remaining).toBe(0);
    });
    fc.assert(property, { seed: 1 });
  });

  it('have times of 64 bits in version 1, else of 32', () => {
    const fields = fieldsOf(joined(u64(2 ** 40), u32(7)));
    expect([fields.time(1), fields.time(0)]).toEqual([2 ** 40, 7]);
  });

  it('are negative in 64 bits too', () => {
    expect(fieldsOf(i32(-1, -3)).i64()).toBe(-3);
  });

  it('end where the box ends, even if the data continues', () => {
    const bytes = joined(box('test', u8(1, 2, 3)), u8(4));
    const fields = firstBox(bytes, LENIENT).fields();
    expect(fields.u16()).toBe(0x0102);
    expect(errorCodeOf(() => fields.u16())).toBe('malformed');
    expect(fields.u8()).toBe(3);
  });

  it('are rounded above 2^53 - 1, the largest integer that a number holds exactly, or malformed by strict rules', () => {
    const bytes = u32(0x00200000, 0);
    expect(fieldsOf(bytes, LENIENT).u64()).toBe(2 ** 53);
    expect(errorCodeOf(() => fieldsOf(bytes).u64())).toBe('malformed');
  });
});

describe('text', () => {
  it('ends at the first zero or with the bytes', () => {
    expect(textOf(ascii('one\0two'))).toBe('one');
    expect(textOf(ascii('one'))).toBe('one');
  });

  it('is cut to 1024 bytes', () => {
    expect(textOf(new Uint8Array(9000).fill(0x61))).toBe('a'.repeat(1024));
  });
});
