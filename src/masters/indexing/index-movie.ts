/** Indexes one MP4 or MOV: reads the boxes, selects tracks, reads their sample tables, decodes a few samples of each. */
import {
  type MovieFile,
  type MovieResume,
  type MovieSamples,
  mediaTracks,
  movieCover,
  orientationOf,
  readMovieFile,
  readTrackSamples,
} from '../../demux/index.js';
import type { ByteSource } from '../../stores/index.js';
import { codecUnsupported, MAX_CHAPTERS } from '../../tracks/index.js';
import type { MissingMedia } from '../master-index.js';
import { type MovieCandidate, meaningfulName, movieCandidate, selectWithin } from './movie-candidates.js';
import { movieText } from './text/movie-text.js';
import { decodeTracks } from './tracks/decode-tracks.js';
import type { IndexedTracks, IndexingContext } from './tracks/indexed-tracks.js';
import { FILE_ENDS_EARLY } from './tracks/missing-reasons.js';
import type { ReadTrack, TrackDescription } from './tracks/read-track.js';
import { selectTracks, withIgnored } from './tracks/select-tracks.js';

interface IndexedMovie extends IndexedTracks {
  readonly quickTime: boolean;
}

/**
 * Returns the tracks of one MP4 or MOV, each on its own timeline (see `alignTracks`).
 * @param file index of this file in `MasterIndex.files`.
 * @throws OnplayError with a `master_…` code when it cannot be played.
 */
export async function indexMovie(
  source: ByteSource,
  file: number,
  context: IndexingContext,
): Promise<IndexedMovie> {
  const { budget, growth } = context;
  const movie = await readMovieFile(source, growth?.resume?.kind === 'movie' ? growth.resume : undefined);
  const { quickTime } = movie;
  const areReadTogether = movie.fragments.length > 0 || movie.resume !== undefined;
  const candidates = mediaTracks(movie).map(movieCandidate);
  const { video, audio, texts, ignored } = selectWithin(budget, selectTracks(candidates), areReadTogether);
  await budget.reserve();
  const selected = [...(video ? [video] : []), ...audio];
  const allTexts = [...texts, ...candidates.filter(isChapters).slice(0, MAX_CHAPTER_TRACKS)];
  // Such as a track that begins late.
  if (!isResumed(movie, [...selected, ...allTexts]))
    return indexMovie(source, file, { ...context, growth: { isOver: growth?.isOver === true } });
  let resume: MovieResume | undefined;
  const keep = (kept: MovieResume) => {
    resume = kept;
  };
  const mediaToRead = { source, file: movie, budget, ...(growth && { keep }) };
  const { tracks: samples, texts: shown } = await readTrackSamples(
    mediaToRead,
    selected.map(({ track }) => track),
    allTexts.map(({ track }) => track),
  );
  const read = selected.map((candidate, i): ReadTrack => {
    return { candidate, samples: samples[i]!, describe: async () => description(candidate, quickTime) };
  });
  const readVideo = video && read.shift();
  const tracks = await decodeTracks({ ...context, source, file }, readVideo, read, ignored);
  const missing = missingMedia(movie, samples);
  const { ignored: unread, ...text } = await movieText({ source, file, movie }, allTexts, shown);
  const cover = await movieCover(source, movie.userData.movie);
  const attachments = cover ? [cover] : [];
  const found = { ...tracks, ...text, attachments, ignored: withIgnored(tracks.ignored, unread) };
  return { quickTime, ...found, ...(missing && { missing }), ...(resume && { resume }) };
}

/** One for each language. */
const MAX_CHAPTER_TRACKS = 16;

function isChapters({ isAuxiliary, text, sampleCount }: MovieCandidate): boolean {
  return isAuxiliary && text?.kind === 'text' && sampleCount <= MAX_CHAPTERS;
}

/** Whether the earlier look at a movie that grows, if there was one, read all tracks that are selected. */
function isResumed({ resume }: MovieFile, selected: readonly MovieCandidate[]): boolean {
  const known = new Set(resume?.tracks.map(({ trackId }) => trackId));
  return !resume || selected.every(({ track }) => known.has(track.header.trackId));
}

function missingMedia(
  { isCutOff }: MovieFile,
  samples: readonly PromiseSettledResult<MovieSamples>[],
): MissingMedia | undefined {
  const missing = samples.map((track) => (track.status === 'fulfilled' ? track.value.missingSeconds : 0));
  const seconds = Math.max(0, ...missing);
  return isCutOff || seconds > 0 ? { seconds, reason: FILE_ENDS_EARLY } : undefined;
}

/** @throws OnplayError as `readSampleEntry`. */
function description({ track, kind }: MovieCandidate, quickTime: boolean): TrackDescription {
  const { language, handlerName, matrix } = track.header;
  const { sampleDescription } = track;
  if (!sampleDescription) throw codecUnsupported('none named');
  const video = kind === 'video' ? track.entry().video : undefined;
  return {
    ...{ sampleDescription, quickTime, language },
    name: meaningfulName(handlerName),
    ...(video && { video: { ...video, orientation: orientationOf(matrix) } }),
  };
}
