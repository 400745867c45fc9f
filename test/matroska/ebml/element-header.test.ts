import { expect, test } from 'vitest';
import { MAX_HEADER_BYTES, readElementHeader } from '../../../src/matroska/ebml/element-header.js';
import { viewOf } from '../support/rules.js';
import { idBytes, integer, unknownSize } from '../support/write-ebml.js';

const read = (bytes: Uint8Array, end = bytes.byteLength) => readElementHeader(viewOf(bytes), 0, end);

test.each([0xa3, 0x4dbb, 0x2ad7b1, 0x1a45dfa3])('the id 0x%x is read with its length marker', (id) => {
  const bytes = Buffer.concat([idBytes(id), integer(300)]);
  expect(read(bytes)).toEqual({ id, headerSize: bytes.length, size: 300 });
});

test.each([1, 2, 4, 8])('a size of %i bytes that is not known is undefined', (length) => {
  expect(read(Buffer.concat([idBytes(0x18538067), unknownSize(length)]))).toEqual({
    id: 0x18538067,
    headerSize: 4 + length,
    size: undefined,
  });
});

test('a header that ends in any place is cut', () => {
  const bytes = Buffer.concat([idBytes(0x18538067), integer(1, 8)]);
  expect(bytes.length).toBe(MAX_HEADER_BYTES);
  for (let end = 0; end < bytes.length; end++) expect(read(bytes, end)).toBe('cut');
});

test.each([
  ['an id of five bytes', Buffer.of(0x08, 0, 0, 0, 0, 0x81)],
  ['an id that begins with 0', Buffer.of(0, 0, 0, 0)],
  ['a size of nine bytes', Buffer.of(0xa3, 0)],
])('%s is malformed', (_, bytes) => {
  expect(read(bytes)).toBe('malformed');
});
