/** A track as the file describes it, before any of it is decoded and before it is aligned with other tracks. */

import type { AudioDescription } from '../../isobmff/index.js';
import { readSampleEntry, type SampleEntry } from '../sample-description.js';
import type { MovieFile } from './movie-file.js';
import { type MovieHeader, readMovieHeader } from './movie-header.js';
import type { TrackTables } from './movie-skeleton.js';
import { mostBlocks, packetOf } from './pcm-blocks.js';
import type { TrackHeader } from './track-header.js';

export interface MediaTrack {
  readonly movie: MovieHeader;
  readonly header: TrackHeader;
  /** Index of the track in the movie, counted from 0. */
  readonly id: number;
  /** Whether another track refers to it as chapters or thumbnails. */
  readonly auxiliary: boolean;
  /** The whole `stsd` box; undefined if the track has none. */
  readonly sampleDescription: Uint8Array | undefined;
  /** Location of its sample tables; undefined if it has none. */
  readonly tables: TrackTables | undefined;
  /** Samples that its tables and the fragments claim together. */
  readonly sampleCount: number;
  /** @throws OnplayError as `readSampleEntry`. */
  entry(): SampleEntry;
}

/** Returns the tracks of a movie in file order. @throws OnplayError `master_damaged`. */
export function mediaTracks(file: MovieFile): readonly MediaTrack[] {
  const movie = readMovieHeader(file.moov);
  const auxiliary = new Set(movie.tracks.flatMap((track) => track.auxiliaryTracks));
  return movie.tracks.map((header) => {
    const stsd = header.stbl.find('stsd');
    // A copy, so that holding it does not hold all of `moov` in memory.
    const sampleDescription = stsd && new Uint8Array(file.moov.subarray(stsd.start, stsd.end));
    const entry = () => readSampleEntry(sampleDescription ?? new Uint8Array(), header.handler);
    const tables = file.tables[header.index];
    const inFragments = file.fragmentSamples.get(header.trackId) ?? 0;
    return {
      movie,
      header,
      id: header.index,
      auxiliary: auxiliary.has(header.trackId),
      sampleDescription,
      tables,
      sampleCount: (tables ? countInTables(tables, entry) : 0) + inFragments,
      entry,
    };
  });
}

/** For audio of which PCM frames are counted, the most blocks there can be; see `fillBlocks`. */
function countInTables(
  { sampleCount, chunkCount, sampleSize }: TrackTables,
  entry: () => SampleEntry,
): number {
  const audio = audioIn(entry);
  const packet = audio && packetOf(audio, sampleSize);
  return packet ? mostBlocks(sampleCount, chunkCount, packet) : sampleCount;
}

function audioIn(entry: () => SampleEntry): AudioDescription | undefined {
  try {
    return entry().audio;
  } catch {
    return undefined;
  }
}
