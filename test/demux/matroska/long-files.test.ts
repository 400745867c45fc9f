/** Films are indexed by the headers of their blocks, without their media. */
import { describe, expect, test } from 'vitest';
import { longMatroska, piecesSource } from '../../masters/support/long-matroska.js';
import { trackIn } from '../../masters/support/read-matroska.js';
import { processorMs } from '../../support/processor-time.js';

describe('a film of ninety minutes and 10 GB', () => {
  const film = longMatroska({
    ...{ seconds: 5400, frameRate: 24_000 / 1001, frameBytes: 76_000 },
    ...{ packetRate: 31.25, packetBytes: 1792 },
  });
  const source = piecesSource(film);

  test('takes one small read for each frame of video, and about a twentieth of its bytes', async () => {
    const { table, timeline } = await trackIn(source);
    expect([table.count, timeline.timescale, timeline.end]).toEqual([129_471, 24_000, 129_471 * 1001]);
    expect(source.counts.reads).toBeLessThan(135_000);
    expect(source.counts.bytes).toBeLessThan(source.size / 18);
  });

  // Alone it takes one second of processor time. Counting coverage, beside other tests, it took more than three.
  test('with 300,000 blocks is indexed in a processor time that grows with the blocks alone', async () => {
    expect(await processorMs(() => trackIn(source))).toBeLessThan(10_000);
  });
});

test('blocks of audio are read in large steps', async () => {
  const source = piecesSource(longMatroska({ seconds: 3600, packetRate: 50, packetBytes: 200 }));
  const { table } = await trackIn(source, 1);
  expect(table.count).toBe(180_000);
  expect(source.counts.bytes).toBeLessThan(1.1 * source.size);
  expect(source.counts.reads).toBeLessThan(1500);
});

test('blocks of a cluster of any length are read in large steps', async () => {
  const long = { seconds: 30, packetRate: 400, packetBytes: 120, clusterSeconds: 30 };
  const source = piecesSource(longMatroska(long));
  expect((await trackIn(source, 1)).table.count).toBe(12_000);
  expect(source.counts.reads).toBeLessThan(20);
});
