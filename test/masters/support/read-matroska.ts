/** Reads Matroska files of tests as a master is read. */
import {
  type MatroskaSamples,
  readMatroska,
  readMatroskaSamples,
} from '../../../src/demux/matroska/read-matroska.js';
import type { TrackSamples } from '../../../src/demux/movie/track-samples.js';
import type { ByteSource } from '../../../src/stores/store.js';
import { IndexBudget } from '../../../src/tracks/index-budget.js';
import { inMemory } from './byte-source.js';

/** All video and audio tracks of a file. */
export async function samplesIn(
  file: Uint8Array | ByteSource,
  budget = new IndexBudget(),
): Promise<MatroskaSamples> {
  const source = 'read' in file ? file : inMemory(file);
  const read = await readMatroska(source);
  const tracks = read.segment.tracks.filter(({ type }) => type === 'video' || type === 'audio');
  return readMatroskaSamples(source, read, tracks, budget);
}

/** The samples of one track. @throws what it was rejected with. */
export async function trackIn(file: Uint8Array | ByteSource, index = 0): Promise<TrackSamples> {
  const track = (await samplesIn(file)).tracks[index]!;
  if (track.status === 'rejected') throw track.reason;
  return track.value;
}

/** The bytes of each sample of a track, as text. */
export function textsOf(file: Buffer, { table }: TrackSamples): string[] {
  return Array.from(table.offsets, (offset, i) => file.toString('latin1', offset, offset + table.sizes[i]!));
}

/** Times of the samples in milliseconds, rounded to a microsecond. */
export function millisecondsOf({ table, timeline }: TrackSamples): number[] {
  return Array.from(table.times, (time) => Math.round((time / timeline.timescale) * 1e6) / 1e3);
}
