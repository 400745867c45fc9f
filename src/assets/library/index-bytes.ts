import { type MasterIndex, withoutColumns } from '../../masters/index.js';
import type { SampleTable, VideoTrack } from '../../tracks/index.js';

/** An estimate for everything beside the tables. */
const OVERHEAD_BYTES = 4096;

/** The memory that an index takes, in bytes: its sample tables exactly, the rest as a flat overhead. */
export function indexBytes({ video, audio, growth, outline }: MasterIndex): number {
  const tables = [...(video ? [video] : []), ...audio].map((track) => tableBytes(track.samples));
  const others = [growth?.resume, outline].flatMap((part) => withoutColumns(part ?? {}).columns);
  const otherBytes = others.map(({ byteLength }) => byteLength);
  return OVERHEAD_BYTES + sum([...tables, ...otherBytes, video ? frameBytes(video) : 0]);
}

function frameBytes({ frames, runs }: VideoTrack): number {
  const columns = [frames, ...(runs ? [runs.firsts, runs.rates, runs.shifts] : [])];
  return sum(columns.map(({ byteLength }) => byteLength));
}

function tableBytes({ offsets, sizes, times, sync, descriptions }: SampleTable): number {
  const columns = [offsets, sizes, times, sync, ...(descriptions ? [descriptions] : [])];
  return sum(columns.map(({ byteLength }) => byteLength));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
