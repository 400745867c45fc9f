/** One track as a file has it, before anything was decoded and before the tracks share a timeline. */
import { codecUnsupported, damaged, externalMedia } from '../refusals.js';
import type { SampleTable } from '../track.js';
import { boxesIn, findBox, viewOf } from './boxes.js';
import { readFragmentTables } from './fragment-tables.js';
import type { MediaSamples } from './media-samples.js';
import type { MovieFile } from './movie-file.js';
import { type MovieHeader, readMovieHeader } from './movie-header.js';
import { codingsOf, readSampleEntry, type SampleEntry } from './sample-entry.js';
import { readSampleTables } from './sample-tables.js';
import { audioTimeline, type Timeline, videoTimeline } from './timeline.js';
import type { TrackHeader } from './track-header.js';

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
  return movie.tracks.map((header) => {
    const stsd = findBox(file.moov, 'stsd', header.stbl.contentStart, header.stbl.end);
    // A copy, so that what keeps it does not keep the whole `moov`.
    const sampleDescription = stsd && new Uint8Array(file.moov.subarray(stsd.start, stsd.end));
    const entry = () => readSampleEntry(sampleDescription ?? new Uint8Array(), header.handler);
    return {
      header,
      id: header.place,
      auxiliary: auxiliary.has(header.trackId),
      sampleDescription,
      entry,
      samples: () => trackSamples(file, movie, header, sampleDescription ?? new Uint8Array()),
    };
  });
}

function trackSamples(
  file: MovieFile,
  movie: MovieHeader,
  header: TrackHeader,
  sampleDescription: Uint8Array,
): TrackSamples {
  if (header.timescale < 1 || header.timescale > MAX_TIMESCALE)
    throw damaged('a track has an impossible timescale');
  requireSelfContained(file.moov, header);
  const media = allSamples(file, movie, header, readSampleEntry(sampleDescription, header.handler));
  const codings = codingsOf(sampleDescription);
  const arguments_ = [media, header.timescale, header.edits, movie.timescale] as const;
  if (header.handler !== 'vide') {
    const timeline = audioTimeline(...arguments_);
    return { table: sampleTable(media, timeline, codings), timeline };
  }
  const { frames, ...timeline } = videoTimeline(...arguments_);
  return { table: sampleTable(media, timeline, codings), timeline, frames };
}

/** Those of the movie's own tables, then those of its fragments. */
function allSamples(
  file: MovieFile,
  { sampleDefaults }: MovieHeader,
  { stbl, trackId }: TrackHeader,
  entry: SampleEntry,
): MediaSamples {
  const fileSize = file.size;
  const before = readSampleTables(file.moov, stbl, fileSize, entry.audio?.bytesPerInstant);
  if (file.fragments.length === 0) return before;
  return readFragmentTables(file.fragments, { trackId, before, sampleDefaults, fileSize });
}

function sampleTable(media: MediaSamples, timeline: Timeline, codings: readonly string[]): SampleTable {
  const { count, offsets, sizes, sync, descriptions } = media;
  const table = { count, offsets, sizes, sync, times: timeline.times };
  if (descriptions.every((description) => description === 1)) return table;
  if (descriptions.some((description) => description < 1 || description > codings.length))
    throw damaged('a sample has no description');
  if (new Set(codings).size > 1) throw codecUnsupported(codings.join(' and '));
  return { ...table, descriptions };
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
