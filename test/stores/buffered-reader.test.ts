import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BufferedReader } from '../../src/stores/buffered-reader.js';
import { inMemory } from '../masters/support/byte-source.js';

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

test('adjacent small reads take one read of the source', async () => {
  const source = inMemory(bytes);
  const file = new BufferedReader(source, 100);
  for (let at = 0; at < 100; at += 10) expect(await file.read(at, 10)).toEqual(bytes.slice(at, at + 10));
  expect(source.counts).toEqual({ reads: 1, bytes: 100 });
});

test('every read returns the bytes of the file, whatever was read before', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(1100), fc.nat(300))), async (reads) => {
      const file = new BufferedReader(inMemory(bytes), 64);
      for (const [offset, length] of reads)
        expect(await file.read(offset, length)).toEqual(bytes.slice(offset, offset + length));
    }),
    { seed: 20_260_801 },
  ));
