import { expect, test } from 'vitest';
import { readMovieFile } from '../../src/demux/movie/movie-file.js';
import { inMemory } from '../masters/support/byte-source.js';
import { codeOf } from '../masters/support/errors.js';
import { ascii, box, concat, fullBox, u32, u64, zeros } from '../masters/support/movie-boxes.js';

const ftyp = (brand: string) => box('ftyp', ascii(brand), u32(0));
const read = (...parts: readonly Uint8Array[]) => readMovieFile(inMemory(concat(parts)));

test('the movie box is found wherever it is', async () => {
  const moov = box('moov', box('mvhd', zeros(5000)));
  for (const parts of [
    [ftyp('isom'), moov, box('mdat', zeros(9))],
    [ftyp('isom'), box('mdat', zeros(9000)), moov],
  ]) {
    const file = await read(...parts);
    expect(Buffer.compare(file.moov, moov)).toBe(0);
    expect(file.quickTime).toBe(false);
  }
});

test('a file is QuickTime if its brand says so or it has no `ftyp`', async () => {
  expect((await read(ftyp('qt  '), box('moov'))).quickTime).toBe(true);
  expect((await read(box('moov'))).quickTime).toBe(true);
});

test('every fragment is found, with its offset in the file and its samples', async () => {
  const traf = box('traf', fullBox('tfhd', 0, 0, u32(7)), fullBox('trun', 0, 0, u32(3)));
  const large = box('moof', box('free', zeros(6000 - traf.length - 8)), traf);
  const file = await read(ftyp('iso6'), box('moov'), box('moof', zeros(1)), box('mdat', zeros(90)), large);
  expect(file.fragments).toEqual([
    { offset: 24, size: 9 },
    { offset: 131, size: 6008 },
  ]);
  expect([...file.fragmentSamples]).toEqual([[7, 3]]);
});

test('media data is never read, and adjacent boxes take one read', async () => {
  const source = inMemory(
    concat([ftyp('isom'), box('free'), box('moov'), box('mdat', zeros(1_000_000)), box('free', zeros(9))]),
  );
  await readMovieFile(source);
  expect(source.counts.reads).toBeLessThan(4);
  expect(source.counts.bytes).toBeLessThan(40_000);
});

test('the result does not hold the read buffers in memory', async () => {
  const moov = box('moov', box('mvhd', zeros(90)), box('udta', zeros(4000)));
  const file = await read(ftyp('isom'), moov, box('mdat', zeros(4000)));
  expect(Buffer.compare(file.moov, box('moov', box('mvhd', zeros(90))))).toBe(0);
});

test.each([
  ['without a movie box', [ftyp('isom'), box('mdat', zeros(9))], 'master_truncated'],
  ['whose movie box is cut short', [ftyp('isom'), u32(100), ascii('moov')], 'master_truncated'],
  ['that ends in a box header', [ftyp('isom'), u32(1), ascii('mdat')], 'master_truncated'],
  ['with a box smaller than its header', [u32(7), ascii('ftyp')], 'master_damaged'],
  ['with an impossible 64-bit size', [u32(1), ascii('mdat'), u64(3)], 'master_damaged'],
  ['that is a HEIF image', [ftyp('heic'), box('meta')], 'master_still_image'],
  ['that is an AVIF image', [ftyp('avif'), box('meta')], 'master_still_image'],
])('a file %s is refused', async (_, parts, code) => {
  expect(await codeOf(() => read(...parts))).toBe(code);
});

test('a file that is truncated while it is read is refused', async () => {
  const source = { ...inMemory(concat([ftyp('isom'), box('free')])), size: 1000 };
  expect(await codeOf(() => readMovieFile(source))).toBe('master_truncated');
});

test('a file of only tiny boxes is read in large blocks', async () => {
  const source = inMemory(concat(Array.from({ length: 20_000 }, () => box('free'))));
  expect(await codeOf(() => readMovieFile(source))).toBe('master_truncated');
  expect(source.counts.reads).toBeLessThan(50);
});
