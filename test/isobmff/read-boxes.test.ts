import { describe, expect, it } from 'vitest';
import { box, u8 } from '../../src/isobmff/box.js';
import { onlyBox, readBoxes } from '../../src/isobmff/read-boxes.js';
import { joined, unhex } from '../packager/support/bytes.js';
import { errorCodeOf } from '../packager/support/errors.js';

const readAll = (bytes: Uint8Array) => [...readBoxes(bytes)];

describe('readBoxes', () => {
  it('yields boxes in order, with their positions', () => {
    const bytes = joined(box('free', u8(1, 2)), box('skip'));
    expect(readAll(bytes)).toEqual([
      { type: 'free', start: 0, contentStart: 8, end: 10 },
      { type: 'skip', start: 10, contentStart: 18, end: 18 },
    ]);
  });

  it('reads only the given range of the data', () => {
    const bytes = joined(box('free'), box('skip'), box('wide'));
    expect([...readBoxes(bytes, 8, 16)].map(({ type }) => type)).toEqual(['skip']);
  });

  it('reads 64-bit sizes', () => {
    const bytes = unhex('00000001 6d646174 0000000000000012 abcd');
    expect(readAll(bytes)).toEqual([{ type: 'mdat', start: 0, contentStart: 16, end: 18 }]);
  });

  it.each([
    ['a truncated header', '00000008 667265'],
    ['a box that reaches beyond the end', '00000010 66726565 00'],
    ['a size below that of the header', '00000007 66726565'],
    ['a 64-bit size below that of the header', '00000001 6d646174 000000000000000f'],
    ['a truncated 64-bit size', '00000001 6d646174 00000000'],
    ['a 64-bit size beyond 2^53', '00000001 6d646174 ffffffffffffffff'],
    ['a box that extends to the end of the file', '00000000 6d646174 abcd'],
  ])('refuses %s', (_, text) => {
    expect(errorCodeOf(() => readAll(unhex(text)))).toBe('encoder_output_malformed');
  });
});

describe('onlyBox', () => {
  const bytes = box('moov', box('trak'), box('trak'), box('mvex'));
  const [moov] = readAll(bytes);

  it('finds a child by its type', () => {
    expect(moov && onlyBox(bytes, moov, 'mvex').type).toBe('mvex');
  });

  it('refuses none and two', () => {
    expect(errorCodeOf(() => moov && onlyBox(bytes, moov, 'mvhd'))).toBe('encoder_output_malformed');
    expect(errorCodeOf(() => moov && onlyBox(bytes, moov, 'trak'))).toBe('encoder_output_malformed');
  });
});
