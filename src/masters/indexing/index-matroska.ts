/** Indexes one Matroska or WebM file: reads the headers of its blocks, selects tracks, decodes a few samples of each. */

import {
  type MatroskaFile,
  type MissingParts,
  matroskaAttachments,
  matroskaChapters,
  mp4Description,
  readMatroska,
  readMatroskaSamples,
  type TrackSamples,
} from '../../demux/index.js';
import { fourCharacterCode, liveHeader, type SegmentInfo, type TrackEntry } from '../../matroska/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { ByteSource } from '../../stores/index.js';
import {
  type IgnoredTrack,
  restoredSample,
  type ShownSample,
  storedSize,
  truncated,
} from '../../tracks/index.js';
import type { MissingMedia } from '../master-index.js';
import { type MatroskaCandidate, matroskaCandidate } from './matroska-candidates.js';
import { type FilmToOutline, outlineMatroska } from './outline/outline-matroska.js';
import { matroskaText } from './text/matroska-text.js';
import { decodeTracks } from './tracks/decode-tracks.js';
import type { IndexedTracks, IndexingContext } from './tracks/indexed-tracks.js';
import { FILE_ENDS_EARLY, FILE_IS_DAMAGED } from './tracks/missing-reasons.js';
import { NO_FRAMES, notPlayedReason } from './tracks/not-played-reasons.js';
import type { ReadTrack, TrackDescription } from './tracks/read-track.js';
import { ignoredTrack, type Selection, selectTracks, withIgnored } from './tracks/select-tracks.js';

/** Enough of the first frame to describe any codec. */
const HEAD_BYTES = 16;
/** What is left of a file that was cut off is not worth playing if it is shorter. */
const LEAST_SECONDS = 0.1;

/**
 * Returns the tracks of one file, each on its own timeline (see `alignTracks`).
 * @param file index of this file in `MasterIndex.files`.
 * @throws OnplayError with a `master_…` code when it cannot be played.
 */
export async function indexMatroska(
  source: ByteSource,
  file: number,
  context: IndexingContext,
): Promise<IndexedTracks> {
  const matroska = { ...(await readMatroska(source)), ...growthOf(context) };
  const { tracks, info } = matroska.segment;
  // A picture of a film may be larger than it, and says only by its single frame what it is: all video is read.
  const wanted = wantedTracks(tracks);
  const texts = wantedTexts(tracks);
  const decode = (samples: readonly PromiseSettledResult<TrackSamples>[]) => {
    const samplesOf = new Map(wanted.map((entry, i) => [entry, samples[i]!]));
    const { video, audio, ignored } = selected(tracks, samplesOf);
    const readTrack = (candidate: MatroskaCandidate): ReadTrack => {
      const { entry } = candidate;
      const result = samplesOf.get(entry)!;
      const describe = () => description(source, entry, result, durationOf(info));
      return { candidate, samples: result, describe };
    };
    const trackContext = { ...context, source, file };
    return decodeTracks(trackContext, video && readTrack(video), audio.map(readTrack), ignored);
  };
  const rate = await outlinedRate({ source, matroska, tracks: wanted, decode }, context);
  const read = await readMatroskaSamples(
    source,
    { ...matroska, ...(rate && { rate }) },
    [...wanted, ...texts.map(({ entry }) => entry)],
    context.budget,
  );
  const { tracks: samples, texts: shown, missing, resume } = read;
  const decoded = await decode(samples);
  if (missing && secondsOf(decoded) < LEAST_SECONDS) throw truncated();
  const found = {
    ...decoded,
    ...(await beside(source, matroska, { file, texts, shown, ignored: decoded.ignored })),
  };
  return { ...found, ...(missing && { missing: missingMedia(missing) }), ...(resume && { resume }) };
}

/** The rate of the video if the film is cut by its outline. */
async function outlinedRate(
  film: FilmToOutline,
  context: IndexingContext,
): Promise<MatroskaFile['rate'] | undefined> {
  if (!context.onOutline) return undefined;
  const outline = await outlineMatroska(film, context);
  return outline && context.onOutline(outline.tracks, outline.headFrames) ? outline.rate : undefined;
}

/** What is read of text. */
interface ReadTexts {
  readonly file: number;
  readonly texts: readonly MatroskaCandidate[];
  readonly shown: readonly PromiseSettledResult<ShownSample[]>[];
  /** Other tracks. */
  readonly ignored: readonly IgnoredTrack[];
}

/** Text, chapters and attachments. */
async function beside(
  source: ByteSource,
  { segment }: MatroskaFile,
  { file, texts, shown, ignored }: ReadTexts,
): Promise<Pick<IndexedTracks, 'text' | 'chapters' | 'attachments' | 'ignored'>> {
  const shownOf = new Map(texts.map(({ entry }, i) => [entry, shown[i]!]));
  const { text, ignored: unread } = matroskaText(texts, shownOf, file);
  return {
    text,
    chapters: await matroskaChapters(source, segment),
    attachments: await matroskaAttachments(source, segment),
    ignored: withIgnored(ignored, unread),
  };
}

function wantedTexts(tracks: readonly TrackEntry[]): readonly MatroskaCandidate[] {
  return selectTracks(tracks.map((entry, id) => matroskaCandidate(entry, id, 0))).texts;
}

function growthOf({ growth }: IndexingContext): Pick<MatroskaFile, 'growth'> {
  if (!growth) return {};
  return { growth: growth.resume?.kind === 'matroska' ? { resume: growth.resume } : {} };
}

function missingMedia({ bytes, damagedBytes, seconds }: MissingParts): MissingMedia {
  const isDamaged = bytes === 0 && damagedBytes > 0;
  return { seconds, reason: isDamaged ? FILE_IS_DAMAGED : FILE_ENDS_EARLY };
}

/** Of the longest track. */
function secondsOf({ video, audio }: IndexedTracks): number {
  const tracks = [...(video ? [video] : []), ...audio];
  return Math.max(...tracks.map(({ start, end, timescale }) => (end - start) / timescale));
}

/** In nanoseconds, as the file states it. */
function durationOf({ duration, timestampScale }: SegmentInfo): number | undefined {
  return duration === undefined ? undefined : duration * timestampScale;
}

type SamplesOf = ReadonlyMap<TrackEntry, PromiseSettledResult<TrackSamples>>;

/** The video that is probably played, then the audio, then other video: what comes last is given up first where it is too much. */
function wantedTracks(tracks: readonly TrackEntry[]): readonly TrackEntry[] {
  const candidates = tracks.map((entry, id) => matroskaCandidate(entry, id, 0));
  const { video, audio } = selectTracks(candidates);
  const others = candidates.filter((track) => track.kind === 'video' && track !== video);
  return [...(video ? [video] : []), ...audio, ...others].map(({ entry }) => entry);
}

/**
 * What is played, by what was read. Audio that could not be read, and what is announced and never sent, is ignored.
 * @throws OnplayError the reason if nothing is left.
 */
function selected(tracks: readonly TrackEntry[], samplesOf: SamplesOf): Selection<MatroskaCandidate> {
  const candidates = tracks.map((entry, id) => {
    const samples = samplesOf.get(entry);
    return matroskaCandidate(entry, id, samples?.status === 'fulfilled' ? samples.value.table.count : 0);
  });
  const failures = new Map<MatroskaCandidate, OnplayError>();
  for (const track of candidates) {
    const failure = failureOf(samplesOf.get(track.entry));
    // Without the video that it has, a film is not played.
    const isMissed = track.kind === 'video' && failure?.code !== NO_FRAMES;
    if (failure && !isMissed) failures.set(track, failure);
  }
  const selection = selectTracks(candidates.filter((track) => !failures.has(track)));
  const [first] = failures.values();
  if (!selection.video && selection.audio.length === 0 && first) throw first;
  const unread = Array.from(failures, ([track, error]) => ignoredTrack(track, notPlayedReason(error)));
  return { ...selection, ignored: [...selection.ignored, ...unread].sort((a, b) => a.id - b.id) };
}

function failureOf(samples: PromiseSettledResult<TrackSamples> | undefined): OnplayError | undefined {
  if (samples?.status !== 'rejected') return undefined;
  if (samples.reason instanceof OnplayError) return samples.reason;
  throw samples.reason;
}

/** @throws what the samples were rejected with; OnplayError as `mp4Description`; what `read` throws. */
async function description(
  source: ByteSource,
  entry: TrackEntry,
  samples: PromiseSettledResult<TrackSamples>,
  duration: number | undefined,
): Promise<TrackDescription> {
  if (samples.status === 'rejected') throw samples.reason;
  const { table } = samples.value;
  const stored = await source.read(table.offsets[0]!, Math.min(storedSize(table, 0), HEAD_BYTES));
  const { language, name, video, encoding } = entry;
  const isCompressed = encoding?.kind === 'compressed';
  const described = isCompressed ? undefined : mp4Description(entry, restoredSample(table, stored));
  return {
    ...(described ?? {
      sampleDescription: new Uint8Array(),
      quickTime: false,
      matroskaHeader: liveHeader(entry.decoderEntry, duration),
    }),
    coding: fourCharacterCode(entry) ?? entry.codecId,
    configuration: entry.codecPrivate,
    ...{ language, name },
    ...(video && { video: { ...video, orientation: { mirrored: false, rotation: video.rotation } } }),
  };
}
