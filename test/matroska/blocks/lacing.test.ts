import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laceSizes } from '../../../src/matroska/blocks/lacing.js';
import { viewOf } from '../support/rules.js';
import { lace } from '../support/write-matroska.js';

const LACING = { xiph: 1, fixed: 2, ebml: 3 } as const;
type Kind = keyof typeof LACING;

function sizesIn(kind: Kind, bytes: Uint8Array, end = bytes.byteLength) {
  return laceSizes(LACING[kind], { view: viewOf(bytes), at: 0, end, blockEnd: bytes.byteLength });
}

// RFC 9559 10.3: three frames of 800, 500 and 1000 bytes.
test.each([
  ['xiph', [2, 255, 255, 255, 35, 255, 245]],
  ['ebml', [2, 0x43, 0x20, 0x5e, 0xd3]],
] as const)('the example of the standard, in %s', (kind, header) => {
  const bytes = Buffer.concat([Buffer.from(header), Buffer.alloc(2300)]);
  expect(sizesIn(kind, bytes)).toEqual({ sizes: [800, 500, 1000], headerSize: header.length });
});

const frames = fc.array(fc.integer({ min: 0, max: 70_000 }), { minLength: 1, maxLength: 256 });

test.each(['xiph', 'ebml'] as const)('what is written in %s is read', (kind) => {
  fc.assert(
    fc.property(frames, (sizes) => {
      const bytes = lace(
        kind,
        sizes.map((size) => Buffer.alloc(size)),
      );
      const total = sizes.reduce((sum, size) => sum + size, 0);
      expect(sizesIn(kind, bytes)).toEqual({ sizes, headerSize: bytes.length - total });
    }),
    { numRuns: 30 },
  );
});

test('frames of a fixed size share the block', () => {
  const bytes = lace('fixed', [Buffer.alloc(7), Buffer.alloc(7), Buffer.alloc(7)]);
  expect(sizesIn('fixed', bytes)).toEqual({ sizes: [7, 7, 7], headerSize: 1 });
});

test.each([
  ['a fixed size that does not divide the block', 'fixed', [1, 0, 0, 0]],
  ['sizes larger than the block', 'xiph', [1, 200, 0, 0]],
  ['a size below 0', 'ebml', [2, 0x82, 0x80, 0, 0]],
  ['sizes that do not end', 'xiph', [1, 255, 255]],
  ['an integer that is none', 'ebml', [2, 0, 0, 0]],
  ['nothing', 'ebml', []],
] as const)('%s is malformed', (_, kind, bytes) => {
  expect(sizesIn(kind, Buffer.from(bytes))).toBeUndefined();
});

test('sizes that end after the bytes at hand are not read', () => {
  const bytes = lace('xiph', [Buffer.alloc(600), Buffer.alloc(600)]);
  for (let end = 0; end < 4; end++) expect(sizesIn('xiph', bytes, end)).toBeUndefined();
  expect(sizesIn('xiph', bytes, 4)?.sizes).toEqual([600, 600]);
});
