import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type FileLayout,
  packedLayout,
  unpackLayout,
} from '../../../src/masters/indexing/stored/sample-layout.js';

const bytesOf = (layout: FileLayout) => Buffer.concat([...packedLayout(layout)]);

async function unpacked(bytes: Buffer, layout: FileLayout): Promise<FileLayout> {
  const empty = layout.map(({ offsets, sizes }) => ({ offsets: new Float64Array(offsets.length), sizes }));
  let at = 0;
  await unpackLayout(empty, async (length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
  return empty;
}

const table = (samples: readonly (readonly [offset: number, size: number])[]) => ({
  offsets: Float64Array.from(samples, ([offset]) => offset),
  sizes: Uint32Array.from(samples, ([, size]) => size),
});

test('samples of any tracks, in any order, are where they were', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.tuple(fc.nat(2 ** 40), fc.nat(2 ** 20)), { maxLength: 60 }), { maxLength: 5 }),
      async (tracks) => {
        const layout = tracks.map(table);
        expect(await unpacked(bytesOf(layout), layout)).toEqual(layout);
      },
    ),
    { seed: 20_261_129 },
  ));

test('interleaved tracks of varying sizes take less than a byte for each sample', async () => {
  const samples: [number, number][][] = [[], []];
  for (let i = 0, at = 4096; i < 150_000; i++) {
    const size = 100 + ((i * 7919) % 997);
    samples[i % 3 === 0 ? 0 : 1]!.push([at + 7, size]);
    at += 7 + size;
  }
  const layout = samples.map(table);
  const bytes = bytesOf(layout);
  expect(bytes.length).toBeLessThan(15_000);
  expect(await unpacked(bytes, layout)).toEqual(layout);
});
