/** Reads the samples of the selected tracks: sample tables, fragments and edit lists. */

import type { CodedPicture } from '../../bitstream/index.js';
import { isSelfContained } from '../../isobmff/index.js';
import { fulfilled } from '../../shared/fulfilled.js';
import { BufferedReader, type ByteSource } from '../../stores/index.js';
import {
  type AudioPiece,
  audioTimeline,
  codecUnsupported,
  damaged,
  externalMedia,
  type FrameRuns,
  type IndexBudget,
  type SampleTable,
  type ShownSample,
  shownRanges,
  type Timeline,
  truncated,
  videoTimeline,
} from '../../tracks/index.js';
import { masterBox } from '../master-boxes.js';
import { emptySamples, type MediaSamples } from '../media-samples.js';
import { codingsOf } from '../sample-description.js';
import { wholeSamples } from '../whole-samples.js';
import { type FragmentedTrack, FragmentTables } from './fragment-tables.js';
import type { MediaTrack } from './media-track.js';
import type { MovieFile } from './movie-file.js';
import { type MovieResume, movieResume } from './movie-resume.js';
import { countSampleTables } from './sample-tables.js';

/** Larger timescales come from damaged files; the largest seen in use is 10 million. */
const MAX_TIMESCALE = 1_000_000_000;
/** A sample description may have thousands of entries; the error message names a few. */
const MAX_NAMED_CODINGS = 4;
/** Large enough for most `moof` boxes, so that a fragment takes one read. */
const WINDOW_BYTES = 4096;

export interface TrackSamples {
  readonly table: SampleTable;
  readonly timeline: Timeline;
  /** Presented samples in presentation order, and when they are; only for video. */
  readonly frames?: Uint32Array;
  /** What was read of each sample's picture, where all of a master is read; only for video. */
  readonly pictureOf?: (sample: number) => CodedPicture;
  readonly runs?: FrameRuns;
  /** Only for audio; see `AudioTrack`. */
  readonly pieces?: readonly AudioPiece[];
}

export interface MovieSamples extends TrackSamples {
  /** Duration of the last samples in seconds, where the file ends before them; they are in none of the other fields. */
  readonly missingSeconds: number;
}

/** What samples are read from. */
interface MovieToRead {
  readonly source: ByteSource;
  readonly file: MovieFile;
  readonly budget: IndexBudget;
  /** Called with what the next look at a movie that grows is to get as its `resume`, if it can be read on. */
  readonly keep?: (resume: MovieResume) => void;
}

export interface ReadMovieSamples {
  readonly tracks: readonly PromiseSettledResult<MovieSamples>[];
  /** When the samples of text are shown, in milliseconds. */
  readonly texts: readonly PromiseSettledResult<ShownSample[]>[];
}

/**
 * Reads the samples of each track, sequentially; a track whose samples cannot be used has a rejected result.
 * @param texts tracks of text, of which all is read that is there.
 * @throws OnplayError `master_damaged` when fragments are malformed; what `read` throws.
 */
export async function readTrackSamples(
  movie: MovieToRead,
  tracks: readonly MediaTrack[],
  texts: readonly MediaTrack[] = [],
): Promise<ReadMovieSamples> {
  const media = mediaOf(movie, [...tracks, ...texts]);
  const each = async <T>(
    of: readonly MediaTrack[],
    read: (track: MediaTrack, samples: MediaSamples) => T,
  ): Promise<PromiseSettledResult<T>[]> => {
    const results: PromiseSettledResult<T>[] = [];
    for (const track of of) {
      const { value: samples } = await media.next();
      results.push(await settled(async () => read(track, fulfilled(samples!))));
    }
    return results;
  };
  return {
    tracks: await each(tracks, (track, samples) => presented(movie, track, samples)),
    texts: await each(texts, ({ header, movie: { timescale } }, samples) =>
      shownRanges(samples, header.timescale, header.edits, timescale),
    ),
  };
}

/** The samples of each track, one after the other: where they are not in fragments, each is read when it is its turn. */
async function* mediaOf(
  movie: MovieToRead,
  tracks: readonly MediaTrack[],
): AsyncGenerator<PromiseSettledResult<MediaSamples>, undefined> {
  const { file, keep } = movie;
  if (file.fragments.length === 0 && !file.resume) {
    for (const track of tracks) yield await settled(() => tableSamples(movie, track));
    return;
  }
  const fromTables: PromiseSettledResult<MediaSamples>[] = [];
  for (const track of tracks) fromTables.push(await settled(() => samplesBefore(movie, track)));
  const { whole, clockSince } = await withFragments(movie, tracks, fromTables);
  const resume = keep && movieResume({ ...file, clockSince }, tracks, whole);
  if (resume) keep(resume);
  yield* whole;
}

async function settled<T>(action: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([action()]);
  return result;
}

/** The samples of an earlier look, else those in the track's `stbl`. */
async function samplesBefore(movie: MovieToRead, track: MediaTrack): Promise<MediaSamples> {
  const known = movie.file.resume?.tracks.find(({ trackId }) => trackId === track.header.trackId);
  return known?.samples ?? tableSamples(movie, track);
}

/** Reads the samples in the track's `stbl`. */
async function tableSamples({ source, budget }: MovieToRead, track: MediaTrack): Promise<MediaSamples> {
  const { header, tables, sampleDescription } = track;
  if (header.timescale < 1 || header.timescale > MAX_TIMESCALE)
    throw damaged('a track has an impossible timescale');
  // No other file is ever opened.
  if (header.dref && !isSelfContained(header.dref)) throw externalMedia();
  if (!tables || !sampleDescription) throw codecUnsupported('none named');
  const { audio } = track.entry();
  const bytes = await source.read(tables.offset, tables.size);
  if (bytes.byteLength < tables.size) throw truncated();
  const stbl = masterBox(bytes);
  if (!stbl) throw damaged('its sample tables are missing');
  const counted = countSampleTables(stbl, audio);
  await budget.assertCapacity(counted.count - track.sampleCount);
  return counted.expand(source.size);
}

interface WithFragments {
  readonly whole: readonly PromiseSettledResult<MediaSamples>[];
  readonly clockSince: number;
}

/** Adds the samples in fragments to those of `stbl`. */
async function withFragments(
  { source, file }: MovieToRead,
  tracks: readonly MediaTrack[],
  fromTables: readonly PromiseSettledResult<MediaSamples>[],
): Promise<WithFragments> {
  const wanted: FragmentedTrack[] = [];
  const whole = fromTables.map((result, i): PromiseSettledResult<MediaSamples> => {
    if (result.status === 'rejected') return result;
    const { trackId, timescale } = tracks[i]!.header;
    const before = result.value;
    const [, known = 0] = file.resume?.fragmentSamples.find(([id]) => id === trackId) ?? [];
    const count = before.count + (file.fragmentSamples.get(trackId) ?? 0) - known;
    const samples = extended(before, count, source.size);
    wanted.push({ trackId, samples, countBefore: before.count, timescale });
    return { status: 'fulfilled', value: samples };
  });
  const { sampleDefaults = new Map() } = tracks[0]?.movie ?? {};
  const tables = new FragmentTables(wanted, sampleDefaults, file.resume?.clockSince);
  const window = new BufferedReader(source, WINDOW_BYTES);
  for (const { offset, size } of file.fragments) tables.read(await window.read(offset, size), offset);
  tables.requireComplete();
  return { whole, clockSince: tables.clockSince };
}

function extended(before: MediaSamples, count: number, fileSize: number): MediaSamples {
  const samples = emptySamples(count, fileSize);
  samples.offsets.set(before.offsets);
  samples.sizes.set(before.sizes);
  samples.compositionTimes.set(before.compositionTimes);
  samples.durations.set(before.durations);
  samples.sync.set(before.sync);
  samples.descriptions.set(before.descriptions);
  return samples;
}

function presented({ source, file }: MovieToRead, track: MediaTrack, claimed: MediaSamples): MovieSamples {
  const { header, movie, sampleDescription } = track;
  const isFragmented = movie.sampleDefaults.size > 0;
  // Tables that promise more than a file has are those of an upload that is not complete, or are wrong.
  const { samples: media, missing } = isFragmented
    ? wholeSamples(claimed, source.size)
    : { samples: claimed, missing: 0 };
  const lacksFragments = isFragmented && file.fragments.length === 0;
  if (media.count === 0 && (missing > 0 || lacksFragments)) throw truncated();
  const missingSeconds = missing / header.timescale;
  const codings = codingsOf(sampleDescription ?? new Uint8Array());
  // Video is divided into parts of one coding, see `dividedVideo`.
  if (header.handler !== 'vide') requireOneCoding(media, codings);
  const arguments_ = [media, header.timescale, header.edits, movie.timescale] as const;
  if (header.handler !== 'vide') {
    const { pieces, ...timeline } = audioTimeline(...arguments_);
    const table = sampleTable(media, timeline, codings);
    return { table, timeline, missingSeconds, ...(pieces && { pieces }) };
  }
  const { frames, runs, ...timeline } = videoTimeline(...arguments_);
  const table = sampleTable(media, timeline, codings);
  return { table, timeline, missingSeconds, frames, ...(runs && { runs }) };
}

function sampleTable(media: MediaSamples, timeline: Timeline, codings: readonly string[]): SampleTable {
  const { count, offsets, sizes, sync, descriptions } = media;
  const table = { count, offsets, sizes, sync, times: timeline.times };
  if (descriptions.every((description) => description === 1)) return table;
  if (descriptions.some((description) => description < 1 || description > codings.length))
    throw damaged('a sample has no description');
  return { ...table, descriptions };
}

function requireOneCoding({ descriptions }: MediaSamples, codings: readonly string[]): void {
  const different = new Set(codings);
  if (different.size > 1 && descriptions.some((description) => description !== 1))
    throw codecUnsupported([...different].slice(0, MAX_NAMED_CODINGS).join(' and '));
}
