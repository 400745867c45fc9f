/** One track as a file has it, before anything was decoded and before the tracks share a timeline. */
import { damaged, externalMedia } from '../refusals.js';
import type { SampleTable } from '../track.js';
import { boxesIn, findBox, viewOf } from './boxes.js';
import { readFragmentTables } from './fragment-tables.js';
import type { MovieFile } from './movie-file.js';
import { readMovieHeader, type TrackHeader } from './movie-header.js';
import { readSampleEntry, type SampleEntry } from './sample-entry.js';
import { type MediaSamples, readSampleTables } from './sample-tables.js';
import { audioTimeline, type Timeline, videoTimeline } from './timeline.js';

/** Larger timescales come from damaged files; the largest in use is 10 million. */
const MAX_TIMESCALE = 1_000_000_000;

export interface MediaTrack {
  readonly header: TrackHeader;
  /** Place in the movie, counted from 0. */
  readonly id: number;
  /** Whether another track uses it for chapters or thumbnails. */
  readonly auxiliary: boolean;
  /** The whole `stsd` box; undefined where the track has none. */
  readonly sampleDescription: Uint8Array | undefined;
  /** @throws OnplayError as `readSampleEntry`. */
  entry(): SampleEntry;
  /** Reads tables and edit list. @throws OnplayError when either cannot be used. */
  samples(): TrackSamples;
}

export interface TrackSamples {
  readonly table: SampleTable;
  readonly timeline: Timeline;
  /** Presented samples in order; only for video. */
  readonly frames?: Uint32Array;
}

/** The tracks of a movie in its order. @throws OnplayError `master_damaged`. */
export function mediaTracks(file: MovieFile): readonly MediaTrack[] {
  const movie = readMovieHeader(file.moov);
  const auxiliary = new Set(movie.tracks.flatMap((track) => track.auxiliaryTracks));
  return movie.tracks.map((header, id) => {
    const stsd = findBox(file.moov, 'stsd', header.stbl.contentStart, header.stbl.end);
    const sampleDescription = stsd && file.moov.slice(stsd.start, stsd.end);
    const entry = () => readSampleEntry(sampleDescription ?? new Uint8Array(), header.handler);
    return {
      header,
      id,
      auxiliary: auxiliary.has(header.trackId),
      sampleDescription,
      entry,
      samples: () => trackSamples(file, header, movie.timescale, entry()),
    };
  });
}

function trackSamples(
  file: MovieFile,
  header: TrackHeader,
  movieTimescale: number,
  entry: SampleEntry,
): TrackSamples {
  if (header.timescale < 1 || header.timescale > MAX_TIMESCALE)
    throw damaged('a track has an impossible timescale');
  requireSelfContained(file.moov, header);
  const media = allSamples(file, header, entry);
  const arguments_ = [media, header.timescale, header.edits, movieTimescale] as const;
  if (header.handler !== 'vide') {
    const timeline = audioTimeline(...arguments_);
    return { table: sampleTable(media, timeline), timeline };
  }
  const { frames, ...timeline } = videoTimeline(...arguments_);
  return { table: sampleTable(media, timeline), timeline, frames };
}

/** From the movie's own tables, or from its fragments where those are empty. */
function allSamples(file: MovieFile, header: TrackHeader, entry: SampleEntry): MediaSamples {
  const tables = readSampleTables(file.moov, header.stbl, entry.audio?.bytesPerInstant);
  return tables.count === 0 ? readFragmentTables(file.fragments, header) : tables;
}

function sampleTable(media: MediaSamples, timeline: Timeline): SampleTable {
  const { count, offsets, sizes, sync, descriptions } = media;
  const oneDescription = descriptions.every((description) => description === descriptions[0]);
  return { count, offsets, sizes, sync, times: timeline.times, ...(oneDescription ? {} : { descriptions }) };
}

/** Every data reference must say "in this file" (ISO 14496-12 8.7.2): nothing else is ever opened. */
function requireSelfContained(moov: Uint8Array, { dref }: TrackHeader): void {
  if (!dref) return;
  const view = viewOf(moov);
  for (const reference of boxesIn(moov, Math.min(dref.contentStart + 8, dref.end), dref.end)) {
    const flags = reference.end - reference.contentStart >= 4 ? view.getUint32(reference.contentStart) : 0;
    if ((flags & 1) === 0) throw externalMedia();
  }
}
