import { describe, expect, test } from 'vitest';
import type { CodedPicture } from '../../../src/bitstream/coded-picture.js';
import { findAccessPoints } from '../../../src/masters/random-access/access-points.js';
import { type CountingSource, inMemory } from '../support/byte-source.js';

const OTHER = { access: 'none', recoveryFrames: 0, isReference: true, type: 'P' } as const;

/** What a sample of one byte begins with. */
const CODED: Readonly<Record<string, CodedPicture>> = {
  K: { ...OTHER, access: 'independent', type: 'I' },
  O: { ...OTHER, access: 'open', type: 'I' },
  G: { ...OTHER, access: 'gradual', recoveryFrames: 2 },
  i: { ...OTHER, type: 'I' },
  p: OTHER,
  b: { ...OTHER, isReference: false, type: 'B' },
};

interface Found {
  readonly sync: number[];
  readonly independent: number[] | undefined;
  readonly refreshes: [number, number][];
  readonly reads: number;
}

/**
 * @param letters a letter for each sample, a second apart.
 * @param claimed the sync samples by the table.
 */
async function find(letters: string, claimed: readonly number[]): Promise<Found> {
  const count = letters.length;
  const source: CountingSource = inMemory(Buffer.from(letters));
  const samples = {
    offsets: Float64Array.from({ length: count }, (_, i) => i),
    sizes: new Uint32Array(count).fill(1),
  };
  const sync = new Uint8Array(count);
  for (const sample of claimed) sync[sample] = 1;
  const times = Float64Array.from({ length: count }, (_, i) => i);
  const read = (head: Uint8Array) => CODED[String.fromCharCode(...head)];
  const table = { count, sync, times, timescale: 1, isIntraBelieved: true };
  const points = await findAccessPoints(table, { samples, source, read });
  const { starts, ends } = points.refreshes ?? { starts: new Uint32Array(), ends: new Uint32Array() };
  return {
    sync: Array.from(points.sync.keys()).filter((i) => points.sync[i] === 1),
    independent: points.independent && Array.from(points.independent),
    refreshes: Array.from(starts, (start, i) => [start, ends[i]!]),
    reads: source.counts.reads,
  };
}

const each = (letters: string) => Array.from(letters, (_, i) => i);

describe('a table of sync samples', () => {
  test('that is right costs a read of each of them, and of nothing else', async () => {
    const found = await find('KppbKppbOppb', [0, 4, 8]);
    expect(found).toEqual({ sync: [0, 4, 8], independent: [0, 4], refreshes: [], reads: 3 });
  });

  test('in which each sample is one is replaced by what the bitstream says', async () => {
    const letters = 'KppbKppiOppb';
    expect(await find(letters, each(letters))).toMatchObject({ sync: [0, 4, 8], independent: [0, 4] });
  });

  test('is right where each sample is one', async () => {
    expect(await find('KKKKK', each('KKKKK'))).toMatchObject({ sync: each('KKKKK'), reads: 5 });
  });

  test('with none is replaced', async () => {
    expect(await find('KppbKppb', [])).toMatchObject({ sync: [0, 4] });
  });

  test('with a wrong one is replaced', async () => {
    expect(await find('KppbKppb', [0, 5])).toMatchObject({ sync: [0, 4] });
  });

  test('is believed of a picture that is all intra-coded, though its bitstream does not say that decoding may begin there', async () => {
    expect(await find('Kppbippb', [0, 4])).toMatchObject({ sync: [0, 4], independent: [0], reads: 2 });
  });

  test('with long gaps is completed', async () => {
    const letters = `Kppb${'p'.repeat(16)}Kp${'p'.repeat(8)}`;
    expect(await find(letters, [0])).toMatchObject({ sync: [0, 20], independent: [0, 20] });
  });

  test('of samples that cannot be read is kept', async () => {
    expect(await find('?????', [0, 3])).toMatchObject({ sync: [0, 3], independent: undefined });
  });

  test('of very many samples is looked at here and there, and kept if it is right there', async () => {
    const letters = 'K'.repeat(30_000);
    const { sync, reads, independent } = await find(letters, each(letters));
    expect([sync.length, independent]).toEqual([30_000, undefined]);
    expect(reads).toBeLessThan(5000);
    const wrong = `${'Kp'.repeat(15_000)}`;
    expect((await find(wrong, each(wrong))).sync).toHaveLength(15_000);
  });
});

describe('a gradual refresh', () => {
  test('ends with the reference frame that its recovery point counts to', async () => {
    expect(await find('KppbGbpbpppb', [0, 4])).toMatchObject({ sync: [0], refreshes: [[4, 8]] });
  });

  test('is of no use if it ends no earlier than one that begins later', async () => {
    expect(await find('KpGGppppp', [])).toMatchObject({
      refreshes: [
        [2, 4],
        [3, 5],
      ],
    });
  });

  test('that the file ends before is none', async () => {
    expect(await find('KppGp', [])).toMatchObject({ sync: [0], refreshes: [] });
  });

  test('is watched in a bounded number', async () => {
    const { refreshes } = await find('G'.repeat(20_000), []);
    expect(refreshes.length).toBeGreaterThan(0);
  });
});
