import { expect, test } from 'vitest';
import { errorCodeOf } from '../../packager/support/errors.js';
import { master } from '../support/rules.js';
import { CRC_32, element, openElement, padding, text, unsigned } from '../support/write-ebml.js';

const [A, B] = [0xa1, 0x4dbb];

test('children are found by their ids, past Void, CRC-32 and elements that are not known', () => {
  const read = master(
    element(CRC_32, Buffer.alloc(4)),
    padding(3),
    unsigned(0x5555, 1),
    unsigned(A, 7),
    text(B, 'x'),
  );
  expect([read.unsigned(A), read.text(B), read.unsigned(0x99)]).toEqual([7, 'x', undefined]);
});

test('the first child of an id is read, and all that are master elements', () => {
  const read = master(element(A, unsigned(B, 1)), element(A, unsigned(B, 2)));
  expect(read.master(A)?.unsigned(B)).toBe(1);
  expect(read.masters(A).map((child) => child.unsigned(B))).toEqual([1, 2]);
});

test('an empty element has its default value', () => {
  const read = master(element(A));
  expect([read.unsigned(A, 5), read.unsigned(A), read.float(A, 1.5), read.text(A, 'eng')]).toEqual([
    5,
    undefined,
    1.5,
    'eng',
  ]);
  expect(read.binary(A)).toEqual(Buffer.alloc(0));
});

test('binary contents are a view', () => {
  const bytes = element(A, Buffer.from('abc'));
  expect(master(bytes).binary(A)).toEqual(Buffer.from('abc'));
});

test.each([
  ['a child that is larger than its parent', () => master(element(A, Buffer.alloc(9)).subarray(0, 8))],
  ['a header that is cut short', () => master(Buffer.of(0x4d))],
  ['an id that is none', () => master(Buffer.of(0, 0x81, 1))],
  ['a child of unknown size', () => master(openElement(A, Buffer.alloc(2)))],
  ['a number of nine bytes', () => master(element(A, Buffer.alloc(9))).unsigned(A)],
  ['a malformed master element', () => master(element(A, Buffer.of(0xff))).master(A)],
])('%s is malformed', (_, action) => {
  expect(errorCodeOf(action)).toBe('malformed');
});

test('more children than the rules allow are too complex', () => {
  expect(errorCodeOf(() => master(...Array.from({ length: 21 }, () => element(A))))).toBe('too_complex');
});
