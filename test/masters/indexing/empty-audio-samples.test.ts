/** Samples of audio without a byte: decoders take them for damage, or for the end of the stream. */
import { expect, test } from 'vitest';
import { fakeTools } from '../support/fake-tools.js';
import { inMemoryMaster } from '../support/in-memory-master.js';
import { indexMaster } from '../support/index-master.js';
import { audioStsd, box, concat, moov, stco, stsc, stsz, stts, u32 } from '../support/movie-boxes.js';

test('are left out, and all others keep their times', async () => {
  const [ftyp, mdat] = [box('ftyp', u32(0x69736f6d, 0)), box('mdat', new Uint8Array(400))];
  const data = ftyp.length + 8;
  const tables = [stts([5, 1024]), stsc([1, 5, 1]), stco(data), stsz(100, 0, 100, 100, 100)];
  const track = { handler: 'soun', stsd: audioStsd(), timescale: 48_000, tables };
  const file = inMemoryMaster(concat([ftyp, mdat, moov(1000, [track])]));
  const { audio } = await indexMaster(file, '/nowhere', fakeTools, new AbortController().signal);
  const { count, sizes, offsets, times } = audio[0]!.samples;
  expect([count, ...sizes]).toEqual([4, 100, 100, 100, 100]);
  expect([...offsets]).toEqual([0, 100, 200, 300].map((at) => data + at));
  expect([...times]).toEqual([0, 2048, 3072, 4096]);
  expect(audio[0]!.end).toBe(5120);
});
