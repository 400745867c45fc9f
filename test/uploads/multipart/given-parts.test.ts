import { describe, expect, it } from 'vitest';
import { orderedParts } from '../../../src/uploads/multipart/given-parts.js';

const plan = { bytes: 12, partBytes: 5 };
const stored = [
  { number: 1, size: 5, entityTag: '"a"' },
  { number: 2, size: 5, entityTag: '"b"' },
  { number: 3, size: 2, entityTag: '"c"' },
];
const given = stored.map(({ number, entityTag: etag }) => ({ number, etag }));

describe('the parts that a client gives', () => {
  it('are taken in their order, with or without quotation marks', () => {
    const unordered = [...given]
      .reverse()
      .map(({ number, etag }) => ({ number, etag: etag.replaceAll('"', '') }));
    expect(orderedParts(plan, unordered, stored)).toEqual(stored);
  });

  it.each([
    ['one is left out', given.slice(1), stored, '1'],
    ['one is not stored', given, stored.slice(0, 2), '3'],
    ['one has another size', given, [{ ...stored[0]!, size: 6 }, ...stored.slice(1)], '1'],
    ['the last one is longer', given, [...stored.slice(0, 2), { ...stored[2]!, size: 5 }], '3'],
    ['one has another entity tag', [...given.slice(0, 2), { number: 3, etag: '"x"' }], stored, '3'],
    ['there is one more', [...given, { number: 4, etag: '"d"' }], stored, 'more'],
    ['one is given twice', [...given, given[0]!], stored, 'more'],
  ])('are refused where %s', (_what, parts, inStore, named) => {
    expect(() => orderedParts(plan, parts, inStore)).toThrow(
      expect.objectContaining({ code: 'upload_parts_wrong', publicDetail: expect.stringContaining(named) }),
    );
  });
});
