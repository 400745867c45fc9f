import type { MasterIndex, SampleTable } from '../masters/index.js';

/** Everything beside the tables. */
const SMALL_CHANGE = 4096;

/** What an index holds in memory, in bytes, next to nothing aside. */
export function indexBytes({ video, audio }: MasterIndex): number {
  const tables = [...(video ? [video] : []), ...audio].map((track) => tableBytes(track.samples));
  return SMALL_CHANGE + tables.reduce((sum, bytes) => sum + bytes, 0) + (video?.frames.byteLength ?? 0);
}

function tableBytes({ offsets, sizes, times, sync, descriptions }: SampleTable): number {
  const columns = [offsets, sizes, times, sync, ...(descriptions ? [descriptions] : [])];
  return columns.reduce((sum, column) => sum + column.byteLength, 0);
}
