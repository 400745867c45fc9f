import { describe, expect, test } from 'vitest';
import { isUncodedPlane, timeIncrementBits } from '../../../src/bitstream/mpeg4-layer.js';
import { separatePlanes } from '../../../src/masters/random-access/mpeg4-samples.js';
import { BitWriter } from '../support/bit-writer.js';
import { inMemory } from '../support/byte-source.js';
import { concat, u8, zeros } from '../support/movie-boxes.js';

const START = u8(0, 0, 1);
const TYPES = { I: 0, P: 1, B: 2 } as const;
const RESOLUTION = 25;
const INCREMENT_BITS = 5;

/** A video object layer of 25 frames a second (ISO/IEC 14496-2 6.2.3). */
const LAYER = concat([
  START,
  u8(0x20),
  new BitWriter()
    .bits(0, 1)
    .bits(1, 8)
    .bits(1, 1)
    .bits(2, 4)
    .bits(1, 3)
    .bits(1, 4)
    .bits(1, 1)
    .bits(0b01_0_0, 4)
    .bits(0, 2)
    .bits(1, 1)
    .bits(RESOLUTION, 16)
    .bits(1, 1)
    .bytes(),
]);

/** @param isCoded one that is not is short. */
function plane(type: keyof typeof TYPES, isCoded = true): Uint8Array {
  const header = new BitWriter()
    .bits(TYPES[type], 2)
    .bits(0, 1)
    .bits(1, 1)
    .bits(3, INCREMENT_BITS)
    .bits(1, 1);
  const bytes = header.bits(Number(isCoded), 1).bits(0b0111, 4).bytes();
  return concat([START, u8(0xb6), bytes, zeros(isCoded ? 30 : 0)]);
}

interface StoredSamples {
  /** The planes of each. */
  readonly samples: readonly (readonly Uint8Array[])[];
  readonly prefix?: Uint8Array;
  /** In the order of the samples by default. */
  readonly times?: readonly number[];
}

/** What a file that has these samples becomes, with its bytes. */
async function separatedFile({ samples, prefix, times }: StoredSamples) {
  const stored = samples.map((planes) => concat(planes).subarray(prefix?.byteLength ?? 0));
  const sizes = Uint32Array.from(stored, ({ byteLength }) => byteLength + (prefix?.byteLength ?? 0));
  let end = 0;
  const offsets = Float64Array.from(stored, ({ byteLength }) => {
    end += byteLength;
    return end - byteLength;
  });
  const count = samples.length;
  const shown = Float64Array.from({ length: count }, (_, i) => times?.[i] ?? i);
  const frames = Uint32Array.from(shown.keys()).sort((a, b) => shown[a]! - shown[b]!);
  const sync = new Uint8Array(count);
  const table = { count, offsets, sizes, times: shown, sync, ...(prefix && { prefix }) };
  const file = concat(stored);
  const claimed = { coding: 'mp4v', sampleDescription: zeros(0), timescale: 25, frames, table };
  return { ...(await separatePlanes(claimed, inMemory(file))), file };
}

/** The types of the planes of each sample, after the table of a file that has these samples. */
async function separated(samples: StoredSamples['samples'], prefix?: Uint8Array): Promise<string[]> {
  const { table, file } = await separatedFile({ samples, ...(prefix && { prefix }) });
  return Array.from(table.sizes, (size, i) => {
    const length = size - (prefix?.byteLength ?? 0);
    if (length === 0) return '-';
    const own = concat([prefix ?? zeros(0), file.subarray(table.offsets[i]!, table.offsets[i]! + length)]);
    return planeTypes(own);
  });
}

const PLANE = new RegExp(`${String.fromCharCode(0, 0, 1, 0xb6)}([^])`, 'g');

/** The types of the planes in the bytes, in order. */
function planeTypes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return Array.from(text.matchAll(PLANE), ([, byte]) => 'IPBS'[byte!.charCodeAt(0) >> 6]).join('');
}

describe('a layer', () => {
  test('says how many bits the time of a plane has', () => {
    expect(timeIncrementBits(concat([START, u8(0xb0, 1), LAYER]))).toBe(INCREMENT_BITS);
    expect(timeIncrementBits(LAYER.subarray(0, 5))).toBeUndefined();
    expect(timeIncrementBits(plane('I'))).toBeUndefined();
  });

  test('of a plane that is not coded is told from others', () => {
    expect(isUncodedPlane(plane('P', false), INCREMENT_BITS)).toBe(true);
    expect(isUncodedPlane(plane('P'), INCREMENT_BITS)).toBe(false);
    expect(isUncodedPlane(u8(0, 0, 1, 0xb6), INCREMENT_BITS)).toBe(false);
  });
});

describe('packed planes', () => {
  const uncoded = plane('P', false);

  test('get samples of their own, in place of those that are not coded', async () => {
    const packed = [plane('P'), plane('B')];
    const samples = [[LAYER, plane('I')], packed, [uncoded], packed, [uncoded], [plane('P')]];
    expect(await separated(samples)).toEqual(['I', 'P', 'B', 'P', 'B', 'P']);
  });

  test('wait until one is not coded, where two B-VOPs follow each other', async () => {
    const samples = [[LAYER, plane('I')], [plane('P'), plane('B')], [plane('B')], [uncoded], [plane('P')]];
    expect(await separated(samples)).toEqual(['I', 'P', 'B', 'B', 'P']);
  });

  test('are presented in the order of the samples, whatever times were derived from the first plane of each', async () => {
    const samples = [[LAYER, plane('I')], [plane('P'), plane('B')], [plane('B')], [uncoded], [plane('P')]];
    const { table, frames } = await separatedFile({ samples, times: [0, 2, 1, 3, 4] });
    expect(Array.from(table.times)).toEqual([0, 1, 2, 3, 4]);
    expect(Array.from(frames)).toEqual([0, 1, 2, 3, 4]);
  });

  test('are found where all samples begin alike and the file leaves that out', async () => {
    const samples = [[LAYER, plane('I')], [plane('P'), plane('B')], [uncoded]];
    expect(await separated(samples, START)).toEqual(['I', 'P', 'B']);
  });

  test('are none where no sample has two: one that is not coded is empty', async () => {
    expect(await separated([[LAYER, plane('I')], [plane('P')], [uncoded], [plane('P')]])).toEqual([
      'I',
      'P',
      '-',
      'P',
    ]);
  });
});
