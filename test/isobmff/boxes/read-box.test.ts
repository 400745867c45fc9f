import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoxRules } from '../../../src/isobmff/boxes/box-data.js';
import { boxesOf } from '../../../src/isobmff/boxes/read-box.js';
import { ascii, box, fullBox, u8, u16, u32, zeros } from '../../../src/isobmff/boxes/write-box.js';
import { joined, unhex } from '../../packager/support/bytes.js';
import { errorCodeOf } from '../../packager/support/errors.js';
import { firstBox, LENIENT, STRICT } from '../support/rules.js';

const spansIn = (bytes: Uint8Array, rules: BoxRules = STRICT) =>
  Array.from(boxesOf(bytes, rules).children(), ({ type, start, contentStart, end }) => ({
    ...{ type, start, contentStart, end },
  }));
const typesIn = (bytes: Uint8Array, rules: BoxRules) => spansIn(bytes, rules).map(({ type }) => type);

describe.each([
  ['strict', STRICT],
  ['lenient', LENIENT],
])('boxes, by %s rules,', (_, rules) => {
  it('are yielded in order, with their positions', () => {
    const bytes = joined(box('free', u8(1, 2)), box('skip'));
    expect(spansIn(bytes, rules)).toEqual([
      { type: 'free', start: 0, contentStart: 8, end: 10 },
      { type: 'skip', start: 10, contentStart: 18, end: 18 },
    ]);
  });

  it('may have a 64-bit size', () => {
    const bytes = unhex('00000001 6d646174 0000000000000012 abcd');
    expect(spansIn(bytes, rules)).toEqual([{ type: 'mdat', start: 0, contentStart: 16, end: 18 }]);
  });

  it('are found after the fields of their parent', () => {
    const parent = firstBox(fullBox('dref', 0, 0, u32(1), box('url ')), rules);
    expect(Array.from(parent.children(8), ({ type }) => type)).toEqual(['url ']);
  });

  it.each([
    ['that reaches beyond the end', '00000010 66726565 00'],
    ['whose size is below that of its header', '00000007 66726565'],
    ['whose 64-bit size is below that of its header', '00000001 6d646174 000000000000000f'],
    ['whose 64-bit size is cut short', '00000001 6d646174 00000000'],
    ['whose 64-bit size is beyond any file', '00000001 6d646174 ffffffffffffffff'],
  ])('are malformed with one %s', (_case, text) => {
    expect(errorCodeOf(() => spansIn(unhex(text), rules))).toBe('malformed');
  });

  it('are too complex if there are more than the rules allow', () => {
    const some = (count: number) => joined(...Array.from({ length: count }, () => box('free')));
    expect(spansIn(some(5), rules)).toHaveLength(5);
    expect(errorCodeOf(() => spansIn(some(6), rules))).toBe('too_complex');
  });

  it('are contiguous and within bounds, whatever the bytes are', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      let end = 0;
      const code = errorCodeOf(() => {
        for (const found of boxesOf(bytes, rules).children()) {
          expect(found.start).toBe(end);
          expect(found.contentStart).toBeGreaterThanOrEqual(found.start + 8);
          expect(found.end).toBeGreaterThanOrEqual(found.contentStart);
          expect(found.end).toBeLessThanOrEqual(bytes.byteLength);
          end = found.end;
        }
      });
      expect([undefined, 'malformed', 'too_complex']).toContain(code);
    });
    fc.assert(property, { seed: 20_260_801 });
  });
});

describe('what only lenient rules accept', () => {
  it('is a box without a size, which extends to the end', () => {
    const open = joined(u32(0), ascii('free'), zeros(5));
    expect(spansIn(open, LENIENT)).toEqual([{ type: 'free', start: 0, contentStart: 8, end: 13 }]);
    expect(errorCodeOf(() => spansIn(open, STRICT))).toBe('malformed');
  });

  it('is padding of fewer bytes than a header', () => {
    const padded = joined(box('free'), zeros(4));
    expect(typesIn(padded, LENIENT)).toEqual(['free']);
    expect(errorCodeOf(() => spansIn(padded, STRICT))).toBe('malformed');
  });

  it('is a parent that ends inside its fields, which then has no children', () => {
    const parent = box('dref', u32(0));
    expect([...firstBox(parent, LENIENT).children(8)]).toEqual([]);
    expect(errorCodeOf(() => [...firstBox(parent, STRICT).children(8)])).toBe('malformed');
  });
});

describe('a box', () => {
  const bytes = box('moov', box('trak', u8(1)), box('trak'), box('mvex'));
  const moov = firstBox(bytes);

  it('finds its children by type: the first, all, or the only one', () => {
    expect(moov.find('trak')?.size).toBe(1);
    expect(moov.find('udta')).toBeUndefined();
    expect(moov.all('trak').map(({ size }) => size)).toEqual([1, 0]);
    expect(moov.only('mvex').type).toBe('mvex');
  });

  it('is malformed if it has none or two of its only child', () => {
    expect(errorCodeOf(() => moov.only('mvhd'))).toBe('malformed');
    expect(errorCodeOf(() => moov.only('trak'))).toBe('malformed');
  });

  it('gives its contents as a view', () => {
    const free = firstBox(box('free', u8(1, 2)));
    expect([...free.content]).toEqual([1, 2]);
    expect(free.content.buffer).toBe(free.data.bytes.buffer);
  });

  it('has a version and flags before its fields, if it is a full box', () => {
    const { version, flags, fields } = firstBox(fullBox('tfdt', 1, 0x020001, u16(7))).fullBox();
    expect([version, flags, fields.u16()]).toEqual([1, 0x020001, 7]);
    expect(errorCodeOf(() => firstBox(box('tfdt', u16(0))).fullBox())).toBe('malformed');
  });

  it('has leading children before the first malformed one', () => {
    const entry = firstBox(box('avc1', u16(0), box('avcC'), u32(3), ascii('junk'), box('pasp')));
    expect(Array.from(entry.leadingChildren(2), ({ type }) => type)).toEqual(['avcC']);
    expect([...entry.leadingChildren(90)]).toEqual([]);
  });
});
