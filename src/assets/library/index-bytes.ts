import type { MasterIndex, SampleTable } from '../../masters/index.js';

/** An estimate for everything beside the tables. */
const OVERHEAD_BYTES = 4096;

/** The memory that an index takes, in bytes: its sample tables exactly, the rest as a flat overhead. */
export function indexBytes({ video, audio }: MasterIndex): number {
  const tables = [...(video ? [video] : []), ...audio].map((track) => tableBytes(track.samples));
  return OVERHEAD_BYTES + tables.reduce((sum, bytes) => sum + bytes, 0) + (video?.frames.byteLength ?? 0);
}

function tableBytes({ offsets, sizes, times, sync, descriptions }: SampleTable): number {
  const columns = [offsets, sizes, times, sync, ...(descriptions ? [descriptions] : [])];
  return columns.reduce((sum, column) => sum + column.byteLength, 0);
}
