import { expect, it } from 'vitest';
import { entryTable } from '../../../src/isobmff/boxes/entry-table.js';
import { box, fullBox, u32 } from '../../../src/isobmff/boxes/write-box.js';
import { errorCodeOf } from '../../packager/support/errors.js';
import { firstBox } from '../support/rules.js';

it('locates the entries of a box', () => {
  const { view, start, count } = entryTable(firstBox(fullBox('stts', 0, 0, u32(2, 1, 10, 3, 20))), 8);
  expect([count, view.getUint32(start), view.getUint32(start + 8 + 4)]).toEqual([2, 1, 20]);
});

it.each([
  ['a count that its entries do not reach', fullBox('stts', 0, 0, u32(2, 1, 1))],
  ['the largest count', fullBox('stts', 0, 0, u32(0xffffffff))],
  ['no count', box('stts', u32(0))],
])('is malformed with %s', (_, bytes) => {
  expect(errorCodeOf(() => entryTable(firstBox(bytes), 8))).toBe('malformed');
});
