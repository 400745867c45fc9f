import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxesIn, findBox } from '../../../src/masters/demux/boxes.js';
import { codeOf } from '../support/errors.js';
import { ascii, box, concat, u32, u64, zeros } from '../support/movie-boxes.js';

const typesIn = (bytes: Uint8Array) => Array.from(boxesIn(bytes), ({ type }) => type);

test('boxes are yielded in order, each with its content', () => {
  const bytes = concat([box('free', zeros(3)), box('mdat'), box('moov', box('mvhd'))]);
  expect(Array.from(boxesIn(bytes))).toEqual([
    { type: 'free', start: 0, contentStart: 8, end: 11 },
    { type: 'mdat', start: 11, contentStart: 19, end: 19 },
    { type: 'moov', start: 19, contentStart: 27, end: 35 },
  ]);
  expect(findBox(bytes, 'mvhd', 27, 35)?.start).toBe(27);
  expect(findBox(bytes, 'trak')).toBeUndefined();
});

test('a 64-bit size is read, and a size of 0 extends to the end', () => {
  const large = concat([u32(1), ascii('mdat'), u64(20), zeros(4)]);
  const open = concat([u32(0), ascii('free'), zeros(5)]);
  expect(Array.from(boxesIn(concat([large, open])))).toEqual([
    { type: 'mdat', start: 0, contentStart: 16, end: 20 },
    { type: 'free', start: 20, contentStart: 28, end: 33 },
  ]);
});

test('fewer bytes than a header at the end are padding', () => {
  expect(typesIn(concat([box('free'), zeros(4)]))).toEqual(['free']);
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

test('whatever the bytes are, boxes are contiguous and within bounds', () => {
  return fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (bytes) => {
      let end = 0;
      const code = await codeOf(() => {
        for (const found of boxesIn(bytes)) {
          expect(found.start).toBe(end);
          expect(found.contentStart).toBeGreaterThanOrEqual(found.start + 8);
          expect(found.end).toBeGreaterThanOrEqual(found.contentStart);
          expect(found.end).toBeLessThanOrEqual(bytes.byteLength);
          end = found.end;
        }
      });
      expect([undefined, 'master_damaged']).toContain(code);
    }),
    { seed: 20_260_801 },
  );
});
