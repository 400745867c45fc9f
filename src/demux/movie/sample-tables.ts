/** Expands the sample tables of an `stbl` box (ISO 14496-12 8.6 and 8.7) into typed arrays. */
import {
  type AudioDescription,
  type AudioPacket,
  addCompositionOffsets,
  type Box,
  constantDuration,
  markSyncSamples,
  readCo64,
  readConstantSize,
  readStco,
  readStsc,
  readStsz,
  readStts,
  readStz2,
  type SampleSizes,
} from '../../isobmff/index.js';
import { damaged } from '../../tracks/index.js';
import { emptySamples, type MediaSamples } from '../media-samples.js';
import { type Chunks, chunksOf, placeSamples } from './chunks.js';
import { countBlocks, fillBlocks, packetOf } from './pcm-blocks.js';

/** Sample tables whose samples are counted and not yet expanded. */
interface CountedTables {
  readonly count: number;
  /**
   * @param fileSize size of the whole file in bytes, which limits how many samples the tables may claim.
   * @throws OnplayError `master_damaged` when tables are missing, cut short or contradict each other.
   */
  expand(fileSize: number): MediaSamples;
}

/**
 * Counts the samples of an `stbl`, so that memory can be reserved before they are expanded.
 * @param audio how the audio is stored, if it is audio.
 * @throws OnplayError as `expand`.
 */
export function countSampleTables(stbl: Box, audio: AudioDescription | undefined): CountedTables {
  const tables = tablesIn(stbl);
  const chunks = chunksIn(tables);
  const packet = audio && packetOf(audio, constantSize(tables));
  const duration = packet && constantDuration(required(tables, 'stts'));
  if (packet && duration !== undefined) return countedBlocks(chunks, packet, duration);
  const sizes = readSizes(tables);
  return { count: sizes.count, expand: (fileSize) => expandTables(tables, chunks, sizes, fileSize) };
}

function constantSize(tables: Tables): number {
  const stsz = tables.get('stsz');
  return stsz ? readConstantSize(stsz) : 0;
}

function countedBlocks(chunks: Chunks, packet: AudioPacket, duration: number): CountedTables {
  const count = countBlocks(chunks, packet);
  const expand = (fileSize: number) => {
    const samples = emptySamples(count, fileSize);
    fillBlocks(samples, chunks, packet, duration);
    return samples;
  };
  return { count, expand };
}

function expandTables(
  tables: Tables,
  chunks: Chunks,
  { count, sizeOf }: SampleSizes,
  fileSize: number,
): MediaSamples {
  const samples = emptySamples(count, fileSize);
  for (let i = 0; i < count; i++) samples.sizes[i] = sizeOf(i);
  const { durations, compositionTimes, sync } = samples;
  readStts(required(tables, 'stts'), { durations, times: compositionTimes });
  const [ctts, stss] = [tables.get('ctts'), tables.get('stss')];
  if (ctts) addCompositionOffsets(ctts, compositionTimes);
  if (stss) markSyncSamples(stss, sync);
  else sync.fill(1);
  placeSamples(chunks, samples);
  return samples;
}

/** The first box of each type in an `stbl`. */
type Tables = ReadonlyMap<string, Box>;

function tablesIn(stbl: Box): Tables {
  const tables = new Map<string, Box>();
  for (const box of stbl.children()) if (!tables.has(box.type)) tables.set(box.type, box);
  return tables;
}

function required(tables: Tables, type: string): Box {
  const table = tables.get(type);
  if (!table) throw damaged(`its ${type} table is missing`);
  return table;
}

function readSizes(tables: Tables): SampleSizes {
  const compact = tables.has('stsz') ? undefined : tables.get('stz2');
  return compact ? readStz2(compact) : readStsz(required(tables, 'stsz'));
}

function chunksIn(tables: Tables): Chunks {
  const large = tables.get('co64');
  const offsets = large ? readCo64(large) : readStco(required(tables, 'stco'));
  return chunksOf(offsets, readStsc(required(tables, 'stsc')));
}
