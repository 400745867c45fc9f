/** Expands the sample tables of an `stbl` box (ISO 14496-12 8.6 and 8.7) into typed arrays. */
import { damaged } from '../refusals.js';
import type { BoxSpan } from './boxes.js';
import { type Chunks, placeSamples, readChunks } from './chunk-tables.js';
import { emptySamples, type MediaSamples } from './media-samples.js';
import { TableBoxes } from './table-boxes.js';
import { countBlocks, fillUncompressed, pcmFrameDuration } from './uncompressed-samples.js';

/** Sample tables whose samples are counted and not yet expanded. */
export interface CountedTables {
  readonly count: number;
  /**
   * @param fileSize size of the whole file in bytes, which limits how many samples the tables may claim.
   * @throws OnplayError `master_damaged` when tables are missing, cut short or contradict each other.
   */
  expand(fileSize: number): MediaSamples;
}

/**
 * Counts the samples of an `stbl`, so that memory can be reserved before they are expanded.
 * @param bytes the bytes that `stbl` is a span of.
 * @param bytesPerPcmFrame for uncompressed audio; see `AudioEntry`.
 * @throws OnplayError as `expand`.
 */
export function countSampleTables(
  bytes: Uint8Array,
  stbl: BoxSpan,
  bytesPerPcmFrame: number | undefined,
): CountedTables {
  const tables = new TableBoxes(bytes, stbl);
  const chunks = readChunks(tables);
  const duration = bytesPerPcmFrame === undefined ? undefined : pcmFrameDuration(tables);
  if (bytesPerPcmFrame !== undefined && duration !== undefined) {
    const count = countBlocks(chunks);
    const expand = (fileSize: number) => {
      const samples = emptySamples(count, fileSize);
      fillUncompressed(samples, chunks, bytesPerPcmFrame, duration);
      return samples;
    };
    return { count, expand };
  }
  const sizes = readSizes(tables);
  return { count: sizes.count, expand: (fileSize) => expandTables(tables, chunks, sizes, fileSize) };
}

function expandTables(
  tables: TableBoxes,
  chunks: Chunks,
  { count, sizeOf }: Sizes,
  fileSize: number,
): MediaSamples {
  const samples = emptySamples(count, fileSize);
  for (let i = 0; i < count; i++) samples.sizes[i] = sizeOf(i);
  fillTimes(tables, samples);
  addCompositionOffsets(tables, samples);
  fillSync(tables, samples);
  placeSamples(chunks, samples);
  return samples;
}

interface Sizes {
  readonly count: number;
  sizeOf(sample: number): number;
}

/** `stsz` or `stz2` (8.7.3). */
function readSizes(tables: TableBoxes): Sizes {
  const { view } = tables;
  const box = tables.find('stsz') ?? tables.find('stz2');
  if (!box) throw damaged('its stsz table is missing');
  if (box.end - box.contentStart < 12) throw damaged('its stsz table is cut short');
  const same = view.getUint32(box.contentStart + 4);
  const count = view.getUint32(box.contentStart + 8);
  const start = box.contentStart + 12;
  if (box.type === 'stsz' && same !== 0) return { count, sizeOf: () => same };
  const bits = box.type === 'stsz' ? 32 : same & 0xff;
  if (![4, 8, 16, 32].includes(bits) || start + Math.ceil((count * bits) / 8) > box.end)
    throw damaged(`its ${box.type} table is cut short`);
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

/** `stts` (8.6.1.2); samples after its last entry get that entry's duration. */
function fillTimes(tables: TableBoxes, { count, compositionTimes, durations }: MediaSamples): void {
  const times = tables.required('stts', 8);
  let sample = 0;
  let time = 0;
  for (let entry = 0; entry < times.count && sample < count; entry++) {
    const at = times.start + 8 * entry;
    const delta = tables.view.getUint32(at + 4);
    if (delta > 0x7fffffff) throw damaged('its stts table has negative durations');
    const repeats = entry + 1 < times.count ? tables.view.getUint32(at) : count;
    const last = Math.min(count, sample + repeats);
    for (; sample < last; sample++) {
      compositionTimes[sample] = time;
      durations[sample] = delta;
      time += delta;
    }
  }
}

/** `ctts` (8.6.1.3); always signed, since version 0 boxes with negative offsets exist. */
function addCompositionOffsets(tables: TableBoxes, { count, compositionTimes }: MediaSamples): void {
  const offsets = tables.entries('ctts', 8);
  let sample = 0;
  for (let entry = 0; offsets && entry < offsets.count && sample < count; entry++) {
    const at = offsets.start + 8 * entry;
    const offset = tables.view.getInt32(at + 4);
    const last = Math.min(count, sample + tables.view.getUint32(at));
    for (; sample < last; sample++) compositionTimes[sample]! += offset;
  }
}

/** `stss` (8.6.2); without one, every sample is a sync sample. */
function fillSync(tables: TableBoxes, { sync, count }: MediaSamples): void {
  const numbers = tables.entries('stss', 4);
  if (!numbers) {
    sync.fill(1);
    return;
  }
  for (let i = 0; i < numbers.count; i++) {
    const sample = tables.view.getUint32(numbers.start + 4 * i) - 1;
    if (sample >= 0 && sample < count) sync[sample] = 1;
  }
}
