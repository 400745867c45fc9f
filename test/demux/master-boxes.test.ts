import { expect, test } from 'vitest';
import { masterBox, masterBoxes } from '../../src/demux/master-boxes.js';
import { MAX_SIBLING_BOXES } from '../../src/demux/movie/limits.js';
import { codeOf } from '../masters/support/errors.js';
import { ascii, box, concat, u32, u64, zeros } from '../masters/support/movie-boxes.js';

const typesIn = (bytes: Uint8Array) => Array.from(masterBoxes(bytes).children(), ({ type }) => type);

test('boxes are read as lenient rules allow: open to the end, and with padding', () => {
  expect(typesIn(concat([box('free'), zeros(4)]))).toEqual(['free']);
  expect(typesIn(concat([box('free'), u32(0), ascii('mdat'), zeros(5)]))).toEqual(['free', 'mdat']);
});

test('the first box is found before any malformed one', () => {
  expect(masterBox(concat([box('moov'), u32(7), ascii('junk')]))?.type).toBe('moov');
  expect(masterBox(new Uint8Array())).toBeUndefined();
});

test.each([
  ['smaller than its header', concat([u32(7), ascii('free')])],
  ['larger than its parent', concat([u32(9), ascii('free')])],
  ['cut short before its 64-bit size', concat([u32(1), ascii('free'), zeros(7)])],
  ['with a 64-bit size smaller than its header', concat([u32(1), ascii('free'), u64(15)])],
  ['with a size beyond any file', concat([u32(1), ascii('free'), u32(0xffffffff, 0xffffffff)])],
])('a box %s is reported as damaged', async (_, bytes) => {
  expect(await codeOf(() => typesIn(bytes))).toBe('master_damaged');
});

test('too many boxes in one are reported as too complex', async () => {
  const many = new Uint8Array(8 * (MAX_SIBLING_BOXES + 1));
  const view = new DataView(many.buffer);
  for (let at = 0; at < many.length; at += 8) view.setUint32(at, 8);
  expect(await codeOf(() => typesIn(many))).toBe('master_too_complex');
});
