import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateOf, floatOf, signedOf, textOf, unsignedOf } from '../../../src/matroska/ebml/values.js';
import { master } from '../support/rules.js';
import { date, float, signed, unsigned } from '../support/write-ebml.js';

const ID = 0x4489;
const bytes = (...values: number[]) => Uint8Array.from(values);

test.each([
  ['unsigned, none', unsignedOf, bytes(), 0],
  ['unsigned, one byte', unsignedOf, bytes(0xff), 255],
  ['unsigned, with zeros before', unsignedOf, bytes(0, 0, 1, 0), 256],
  ['unsigned, eight bytes', unsignedOf, bytes(0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), 2 ** 53 - 1],
  ['unsigned, nine bytes', unsignedOf, bytes(0, 0, 0, 0, 0, 0, 0, 0, 1), undefined],
  ['signed, none', signedOf, bytes(), 0],
  ['signed, positive', signedOf, bytes(0x7f), 127],
  ['signed, negative', signedOf, bytes(0xff), -1],
  ['signed, least of two bytes', signedOf, bytes(0x80, 0x00), -32_768],
  ['signed, nine bytes', signedOf, bytes(0, 0, 0, 0, 0, 0, 0, 0, 1), undefined],
  ['float, none', floatOf, bytes(), 0],
  ['float, four bytes', floatOf, bytes(0x3f, 0xc0, 0, 0), 1.5],
  ['float, eight bytes', floatOf, bytes(0x3f, 0xf8, 0, 0, 0, 0, 0, 0), 1.5],
  ['float, three bytes', floatOf, bytes(1, 2, 3), undefined],
  ['float, ten bytes', floatOf, new Uint8Array(10), undefined],
  ['text, none', textOf, bytes(), ''],
  ['text, ended by a zero', textOf, Buffer.from('webm\0\0x'), 'webm'],
  ['text, UTF-8', textOf, Buffer.from('Ton é'), 'Ton é'],
  ['date, none', dateOf, bytes(), Date.UTC(2001, 0, 1)],
  ['date, a second later', dateOf, bytes(0, 0, 0, 0, 0x3b, 0x9a, 0xca, 0), Date.UTC(2001, 0, 1) + 1000],
  ['date, four bytes', dateOf, bytes(0, 0, 0, 0), undefined],
] as const)('%s', (_, read, contents, value) => {
  expect(read(contents)).toBe(value);
});

test('a text of megabytes is cut', () => {
  expect(textOf(Buffer.alloc(1_000_000, 'x')).length).toBe(1024);
});

test('signed numbers are read as they are written', () => {
  const number = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(number, (value) => {
      expect(master(signed(ID, value)).signed(ID, 0)).toBe(value);
    }),
  );
});

test('unsigned numbers are read as they are written', () => {
  const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(number, (value) => {
      expect(master(unsigned(ID, value)).unsigned(ID)).toBe(value);
    }),
  );
});

test('floats are read as they are written', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(master(float(ID, value)).float(ID)).toBe(value);
    }),
  );
});

test('dates are read as they are written', () => {
  const time = fc.date({ noInvalidDate: true, min: new Date('1950-01-01'), max: new Date('2150-01-01') });
  fc.assert(
    fc.property(time, (value) => {
      expect(master(date(ID, value.getTime())).date(ID)).toBe(value.getTime());
    }),
  );
});
