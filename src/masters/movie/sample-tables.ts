/** Expands the sample tables of an `stbl` box (ISO 14496-12 8.6 and 8.7) into typed arrays. */
import { damaged } from '../refusals.js';
import { type BoxSpan, boxesIn, viewOf } from './boxes.js';

/** Samples of one track in decode order. Times are ticks of the *media* timeline, before edit lists. */
export interface MediaSamples {
  readonly count: number;
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  readonly compositionTimes: Float64Array;
  readonly durations: Uint32Array;
  readonly sync: Uint8Array;
  readonly descriptions: Uint8Array;
}

/** 24 hours at 120 fps are 10.4 million samples; tables that claim more are not believed. */
export const MAX_SAMPLES = 12_000_000;
/** Uncompressed sound has a table entry per instant; that many are taken together as one sample. */
const MAX_BLOCK_SAMPLES = 4096;

export function emptySamples(count: number): MediaSamples {
  return {
    count,
    offsets: new Float64Array(count),
    sizes: new Uint32Array(count),
    compositionTimes: new Float64Array(count),
    durations: new Uint32Array(count),
    sync: new Uint8Array(count),
    descriptions: new Uint8Array(count),
  };
}

interface SampleTableBoxes {
  readonly view: DataView;
  readonly boxes: ReadonlyMap<string, BoxSpan>;
}

/**
 * @param bytes the bytes that `stbl` is a span of.
 * @param bytesPerInstant for uncompressed sound, the size of one instant of all channels; else undefined.
 * @throws OnplayError `master_damaged` when tables are missing, cut short or contradict each other.
 */
export function readSampleTables(
  bytes: Uint8Array,
  stbl: BoxSpan,
  bytesPerInstant: number | undefined,
): MediaSamples {
  const boxes = new Map<string, BoxSpan>();
  for (const box of boxesIn(bytes, stbl.contentStart, stbl.end))
    if (!boxes.has(box.type)) boxes.set(box.type, box);
  const tables = { view: viewOf(bytes), boxes };
  const chunks = readChunks(tables);
  const uniform = bytesPerInstant !== undefined && instantDuration(tables);
  if (uniform) return uncompressedSamples(chunks, bytesPerInstant, uniform);
  const samples = emptySamples(sampleCount(tables));
  fillSizes(tables, samples);
  fillTimes(tables, samples);
  fillSync(tables, samples);
  fillOffsets(chunks, samples);
  return samples;
}

/** A table's entry count, checked against the box's size. `headerSize` counts from after version and flags. */
function entryTable({ view, boxes }: SampleTableBoxes, type: string, entrySize: number, headerSize = 4) {
  const box = boxes.get(type);
  if (!box) return undefined;
  const start = box.contentStart + 4 + headerSize;
  if (start > box.end) throw damaged(`its ${type} table is cut short`);
  const count = view.getUint32(start - 4);
  if (count > MAX_SAMPLES || start + count * entrySize > box.end)
    throw damaged(`its ${type} table is cut short`);
  return { start, count };
}

function required<T>(table: T | undefined, type: string): T {
  if (table === undefined) throw damaged(`its ${type} table is missing`);
  return table;
}

interface Chunks {
  readonly count: number;
  offset(chunk: number): number;
  /** Samples and sample description of each chunk. */
  readonly samples: Uint32Array;
  readonly descriptions: Uint8Array;
}

/** `stco` or `co64` with `stsc` (8.7.4, 8.7.5). */
function readChunks(tables: SampleTableBoxes): Chunks {
  const { view } = tables;
  const wide = entryTable(tables, 'co64', 8);
  const offsets = wide ?? required(entryTable(tables, 'stco', 4), 'stco');
  const runs = required(entryTable(tables, 'stsc', 12), 'stsc');
  const samples = new Uint32Array(offsets.count);
  const descriptions = new Uint8Array(offsets.count);
  for (let run = 0; run < runs.count; run++) {
    const at = runs.start + 12 * run;
    const first = view.getUint32(at) - 1;
    const last = run + 1 < runs.count ? view.getUint32(at + 12) - 1 : offsets.count;
    if (first < 0 || last < first) throw damaged('its stsc table is out of order');
    samples.fill(view.getUint32(at + 4), first, last);
    descriptions.fill(Math.min(view.getUint32(at + 8), 255), first, last);
  }
  const offset = wide
    ? (chunk: number) => Number(view.getBigUint64(offsets.start + 8 * chunk))
    : (chunk: number) => view.getUint32(offsets.start + 4 * chunk);
  return { count: offsets.count, offset, samples, descriptions };
}

/** The constant duration of each instant of uncompressed sound, or false where its table is not constant. */
function instantDuration(tables: SampleTableBoxes): number | false {
  const times = entryTable(tables, 'stts', 8);
  return times?.count === 1 && tables.view.getUint32(times.start + 4);
}

function uncompressedSamples(chunks: Chunks, bytesPerInstant: number, duration: number): MediaSamples {
  let blocks = 0;
  for (const instants of chunks.samples) blocks += Math.ceil(instants / MAX_BLOCK_SAMPLES);
  if (blocks > MAX_SAMPLES) throw damaged('it claims too many samples');
  const samples = emptySamples(blocks);
  let block = 0;
  let instant = 0;
  for (let chunk = 0; chunk < chunks.count; chunk++) {
    let offset = chunks.offset(chunk);
    for (let left = chunks.samples[chunk]!; left > 0; block++) {
      const taken = Math.min(left, MAX_BLOCK_SAMPLES);
      samples.offsets[block] = offset;
      samples.sizes[block] = taken * bytesPerInstant;
      samples.compositionTimes[block] = instant * duration;
      samples.durations[block] = taken * duration;
      samples.descriptions[block] = chunks.descriptions[chunk]!;
      offset += taken * bytesPerInstant;
      instant += taken;
      left -= taken;
    }
  }
  samples.sync.fill(1);
  return samples;
}

function sampleCount(tables: SampleTableBoxes): number {
  const box = required(tables.boxes.get('stsz') ?? tables.boxes.get('stz2'), 'stsz');
  if (box.end - box.contentStart < 12) throw damaged('its stsz table is cut short');
  const count = tables.view.getUint32(box.contentStart + 8);
  if (count > MAX_SAMPLES) throw damaged('it claims too many samples');
  return count;
}

/** `stsz` or `stz2` (8.7.3). */
function fillSizes(tables: SampleTableBoxes, { sizes, count }: MediaSamples): void {
  const { view, boxes } = tables;
  const box = boxes.get('stsz');
  if (!box) {
    fillCompactSizes(tables, sizes);
    return;
  }
  const size = view.getUint32(box.contentStart + 4);
  if (size !== 0) {
    sizes.fill(size);
    return;
  }
  const start = box.contentStart + 12;
  if (start + 4 * count > box.end) throw damaged('its stsz table is cut short');
  for (let i = 0; i < count; i++) sizes[i] = view.getUint32(start + 4 * i);
}

function fillCompactSizes({ view, boxes }: SampleTableBoxes, sizes: Uint32Array): void {
  const box = required(boxes.get('stz2'), 'stz2');
  const bits = view.getUint8(box.contentStart + 7);
  const start = box.contentStart + 12;
  if (![4, 8, 16].includes(bits) || start + Math.ceil((sizes.length * bits) / 8) > box.end) {
    throw damaged('its stz2 table is cut short');
  }
  for (let i = 0; i < sizes.length; i++) {
    if (bits === 16) sizes[i] = view.getUint16(start + 2 * i);
    else if (bits === 8) sizes[i] = view.getUint8(start + i);
    else sizes[i] = (view.getUint8(start + (i >> 1)) >> (i & 1 ? 0 : 4)) & 15;
  }
}

/** `stts` and `ctts` (8.6.1). Composition offsets are read as signed: version 0 files with negative ones exist. */
function fillTimes(tables: SampleTableBoxes, samples: MediaSamples): void {
  const { view } = tables;
  const { count, compositionTimes, durations } = samples;
  const times = required(entryTable(tables, 'stts', 8), 'stts');
  let sample = 0;
  let time = 0;
  let delta = 0;
  const put = () => {
    compositionTimes[sample] = time;
    durations[sample] = delta;
    time += delta;
    sample++;
  };
  for (let entry = 0; entry < times.count; entry++) {
    const repeats = view.getUint32(times.start + 8 * entry);
    delta = view.getUint32(times.start + 8 * entry + 4);
    if (delta > 0x7fffffff) throw damaged('its stts table has negative durations');
    for (let i = 0; i < repeats && sample < count; i++) put();
  }
  while (sample < count) put();
  addCompositionOffsets(tables, samples);
}

function addCompositionOffsets(tables: SampleTableBoxes, { count, compositionTimes }: MediaSamples): void {
  const offsets = entryTable(tables, 'ctts', 8);
  if (!offsets) return;
  let sample = 0;
  for (let entry = 0; entry < offsets.count; entry++) {
    const repeats = tables.view.getUint32(offsets.start + 8 * entry);
    const offset = tables.view.getInt32(offsets.start + 8 * entry + 4);
    for (let i = 0; i < repeats && sample < count; i++) compositionTimes[sample++]! += offset;
  }
}

/** `stss` (8.6.2); without one, every sample is a sync sample. */
function fillSync(tables: SampleTableBoxes, { sync, count }: MediaSamples): void {
  const numbers = entryTable(tables, 'stss', 4);
  if (!numbers) {
    sync.fill(1);
    return;
  }
  for (let i = 0; i < numbers.count; i++) {
    const sample = tables.view.getUint32(numbers.start + 4 * i) - 1;
    if (sample >= 0 && sample < count) sync[sample] = 1;
  }
}

function fillOffsets(chunks: Chunks, { count, offsets, sizes, descriptions }: MediaSamples): void {
  let sample = 0;
  for (let chunk = 0; chunk < chunks.count && sample < count; chunk++) {
    let offset = chunks.offset(chunk);
    const last = Math.min(count, sample + chunks.samples[chunk]!);
    for (; sample < last; sample++) {
      offsets[sample] = offset;
      descriptions[sample] = chunks.descriptions[chunk]!;
      offset += sizes[sample]!;
    }
  }
  if (sample < count) throw damaged('its chunk tables hold fewer samples than it claims');
}
