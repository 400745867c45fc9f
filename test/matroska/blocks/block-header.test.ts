import { expect, test } from 'vitest';
import {
  isInvisible,
  isKeyframe,
  lacingOf,
  MAX_BLOCK_HEADER_BYTES,
  readBlockHeader,
} from '../../../src/matroska/blocks/block-header.js';
import { viewOf } from '../support/rules.js';
import { blockHead } from '../support/write-matroska.js';

const read = (bytes: Uint8Array, end = bytes.byteLength) => readBlockHeader(viewOf(bytes), 0, end);

test.each([
  [1, 0, 4],
  [126, -32_768, 4],
  [127, 32_767, 5],
  [2 ** 40, -1, 9],
])('the block of track %i at %i', (trackNumber, timestamp, headerSize) => {
  expect(read(blockHead(trackNumber, timestamp, 0x80))).toEqual({
    ...{ trackNumber, timestamp, headerSize, flags: 0x80 },
  });
});

test('a header that ends in any place is none', () => {
  const bytes = blockHead(2 ** 55, 1);
  expect(bytes.length).toBe(MAX_BLOCK_HEADER_BYTES);
  for (let end = 0; end < bytes.length; end++) expect(read(bytes, end)).toBeUndefined();
});

test.each([
  [0x00, false, false, 0],
  [0x80, true, false, 0],
  [0x08, false, true, 0],
  [0x02, false, false, 1],
  [0x04, false, false, 2],
  [0x86, true, false, 3],
])('flags of 0x%x', (flags, keyframe, invisible, lacing) => {
  const header = read(blockHead(1, 0, flags))!;
  expect([isKeyframe(header), isInvisible(header), lacingOf(header)]).toEqual([keyframe, invisible, lacing]);
});
