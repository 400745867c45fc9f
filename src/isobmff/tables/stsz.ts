import type { Box } from '../boxes/read-box.js';
import { fullBox, u32, zeros } from '../boxes/write-box.js';

/** Where the number of samples stands in the contents of `stsz` and `stz2`. */
export const SAMPLE_COUNT_OFFSET = 8;
/** Where the size of every sample stands in the contents of `stsz`; it is 0 where they differ. */
export const SAMPLE_SIZE_OFFSET = 4;

/** Version, flags, and the two numbers before the entries. */
const FIELDS_BYTES = 12;

/** The sizes of all samples of a track. */
export interface SampleSizes {
  readonly count: number;
  /** In bytes. */
  sizeOf(sample: number): number;
}

/**
 * ISO/IEC 14496-12 8.7.3.2 Sample size box
 *
 *     sample_size   u32  of every sample; 0: they differ
 *     sample_count  u32
 *     entry_size[]  u32  only for sample_size 0
 */
export function readStsz(box: Box): SampleSizes {
  const { same, count } = readCounts(box);
  return same === 0 ? sizesOf(box, count, 32) : { count, sizeOf: () => same };
}

/** The size of every sample by `stsz`, in bytes; 0 where they differ. */
export function readConstantSize(box: Box): number {
  return readCounts(box).same;
}

/**
 * ISO/IEC 14496-12 8.7.3.3 Compact sample size box
 *
 *     reserved      u24
 *     field_size    u8   4, 8 or 16 bits
 *     sample_count  u32
 *     entry_size[]  field_size; of 4 bits, two to a byte
 */
export function readStz2(box: Box): SampleSizes {
  const { same, count } = readCounts(box);
  return sizesOf(box, count, same & 0xff);
}

function readCounts(box: Box): { same: number; count: number } {
  const { view, rules } = box.data;
  if (box.size < FIELDS_BYTES) throw rules.malformed('its stsz table is cut short');
  return {
    same: view.getUint32(box.contentStart + SAMPLE_SIZE_OFFSET),
    count: view.getUint32(box.contentStart + SAMPLE_COUNT_OFFSET),
  };
}

function sizesOf(box: Box, count: number, bits: number): SampleSizes {
  const { view, rules } = box.data;
  const start = box.contentStart + FIELDS_BYTES;
  if (![4, 8, 16, 32].includes(bits) || start + Math.ceil((count * bits) / 8) > box.end)
    throw rules.malformed(`its ${box.type} table is cut short`);
  return { count, sizeOf: sizeReader(view, start, bits) };
}

function sizeReader(view: DataView, start: number, bits: number): (sample: number) => number {
  switch (bits) {
    case 4:
      return (i) => (view.getUint8(start + (i >> 1)) >> (i & 1 ? 0 : 4)) & 15;
    case 8:
      return (i) => view.getUint8(start + i);
    case 16:
      return (i) => view.getUint16(start + 2 * i);
    default:
      return (i) => view.getUint32(start + 4 * i);
  }
}

/** Writes an `stsz` box with a size for each sample. */
export function stsz(sizes: Uint32Array): Uint8Array {
  const table = zeros(4 * sizes.length);
  const view = new DataView(table.buffer);
  sizes.forEach((size, i) => {
    view.setUint32(4 * i, size);
  });
  return fullBox('stsz', 0, 0, u32(0, sizes.length), table);
}
