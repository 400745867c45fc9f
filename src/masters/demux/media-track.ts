/** One track as a file has it, before anything was decoded and before the tracks share a timeline. */
import { findBox } from './boxes.js';
import type { MovieFile } from './movie-file.js';
import { type MovieHeader, readMovieHeader } from './movie-header.js';
import type { TrackTables } from './movie-skeleton.js';
import { readSampleEntry, type SampleEntry } from './sample-entry.js';
import type { TrackHeader } from './track-header.js';
import { MAX_BLOCK_INSTANTS } from './uncompressed-samples.js';

export interface MediaTrack {
  readonly movie: MovieHeader;
  readonly header: TrackHeader;
  /** Place in the movie, counted from 0. */
  readonly id: number;
  /** Whether another track uses it for chapters or thumbnails. */
  readonly auxiliary: boolean;
  /** The whole `stsd` box; undefined where the track has none. */
  readonly sampleDescription: Uint8Array | undefined;
  /** Where its sample tables are; undefined where it has none. */
  readonly tables: TrackTables | undefined;
  /** How many samples the file says it has, in its tables and in fragments. */
  readonly sampleCount: number;
  /** @throws OnplayError as `readSampleEntry`. */
  entry(): SampleEntry;
}

/** The tracks of a movie in its order. @throws OnplayError `master_damaged`. */
export function mediaTracks(file: MovieFile): readonly MediaTrack[] {
  const movie = readMovieHeader(file.moov);
  const auxiliary = new Set(movie.tracks.flatMap((track) => track.auxiliaryTracks));
  return movie.tracks.map((header) => {
    const stsd = findBox(file.moov, 'stsd', header.stbl.contentStart, header.stbl.end);
    // A copy, so that what keeps it does not keep the headers of all tracks.
    const sampleDescription = stsd && new Uint8Array(file.moov.subarray(stsd.start, stsd.end));
    const entry = () => readSampleEntry(sampleDescription ?? new Uint8Array(), header.handler);
    const tables = file.tables[header.place];
    const inFragments = file.fragmentSamples.get(header.trackId) ?? 0;
    return {
      movie,
      header,
      id: header.place,
      auxiliary: auxiliary.has(header.trackId),
      sampleDescription,
      tables,
      sampleCount: (tables ? countInTables(tables, entry) : 0) + inFragments,
      entry,
    };
  });
}

/** Of uncompressed sound many instants are one sample. */
function countInTables({ sampleCount, chunkCount }: TrackTables, entry: () => SampleEntry): number {
  return isUncompressed(entry) ? chunkCount + Math.ceil(sampleCount / MAX_BLOCK_INSTANTS) : sampleCount;
}

function isUncompressed(entry: () => SampleEntry): boolean {
  try {
    return entry().audio?.bytesPerInstant !== undefined;
  } catch {
    return false;
  }
}
