/** Indexes one MP4 or MOV: reads the boxes, selects tracks, reads their sample tables, decodes a few samples of each. */
import { OnplayError } from '../../shared/errors.js';
import { type MediaTrack, mediaTracks } from '../demux/media-track.js';
import { readMovieFile } from '../demux/movie-file.js';
import { orientationOf } from '../demux/orientation.js';
import { randomAccessPoints } from '../demux/random-access.js';
import { readTrackSamples, type TrackSamples } from '../demux/track-samples.js';
import type { IndexBudget } from '../index-budget.js';
import { codecUnsupported, withoutTracks } from '../refusals.js';
import type { ByteSource } from '../stores/store.js';
import type { AudioTrack, IgnoredTrack, VideoTrack } from '../track.js';
import { firstSamples } from './first-samples.js';
import type { AudioFacts, DecodableTrack, MediaTools } from './media-tools.js';
import { regularSamples } from './regular-samples.js';
import { ignoredTrack, selectTracks, selectWithin } from './select-tracks.js';
import { requireComplete, requireSaneDuration, requireSaneSize } from './track-checks.js';
import { videoTrackOf } from './video-track.js';

export interface IndexedTracks {
  readonly quickTime: boolean;
  readonly video?: VideoTrack;
  readonly audio: readonly AudioTrack[];
  readonly ignored: readonly IgnoredTrack[];
}

/**
 * Returns the tracks of one MP4 or MOV, each on its own timeline (see `alignTracks`).
 * @param file index of this file in `MasterIndex.files`.
 * @throws OnplayError with a `master_…` code when it cannot be played.
 */
export async function indexMovie(
  source: ByteSource,
  file: number,
  { tools, budget, signal }: IndexingContext,
): Promise<IndexedTracks> {
  const movie = await readMovieFile(source);
  const areReadTogether = movie.fragments.length > 0;
  const selection = selectWithin(budget, selectTracks(mediaTracks(movie)), areReadTogether);
  await budget.reserve();
  const { quickTime } = movie;
  const context: TrackContext = { source, file, tools, signal, quickTime };
  const selected = [...(selection.video ? [selection.video] : []), ...selection.audio];
  const read = await readTrackSamples({ source, file: movie, budget }, selected);
  const tracks = selected.map((track, i) => ({ track, samples: read[i]! }));
  const video = selection.video && tracks.shift();
  return decodedTracks(context, video, tracks, selection.ignored);
}

/** What all files of a master are indexed with. */
export interface IndexingContext {
  readonly tools: MediaTools;
  readonly budget: IndexBudget;
  readonly signal: AbortSignal;
}

/** A selected track with its samples, or with the error of reading them. */
interface ReadTrack {
  readonly track: MediaTrack;
  readonly samples: PromiseSettledResult<TrackSamples>;
}

async function decodedTracks(
  context: TrackContext,
  readVideo: ReadTrack | undefined,
  readAudio: readonly ReadTrack[],
  unselected: readonly IgnoredTrack[],
): Promise<IndexedTracks> {
  // Waits for both even if one fails: the caller closes the source when this settles.
  const [videoResult, audioResult] = await Promise.allSettled([
    readVideo && videoTrack(context, readVideo),
    audioTracks(context, readAudio),
  ]);
  const video = fulfilled(videoResult);
  const audioResults = fulfilled(audioResult);
  const audio = audioResults.flatMap((result) => ('track' in result ? [result.track] : []));
  const failures = audioResults.flatMap((result) => ('error' in result ? [result] : []));
  if (!video && audio.length === 0) throw failures[0]?.error ?? withoutTracks();
  const ignored = [...unselected, ...failures.map((failure) => failure.ignored)];
  return { quickTime: context.quickTime, ...(video ? { video } : {}), audio, ignored };
}

function fulfilled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

interface TrackContext {
  readonly source: ByteSource;
  readonly file: number;
  readonly tools: MediaTools;
  readonly signal: AbortSignal;
  readonly quickTime: boolean;
}

async function videoTrack(context: TrackContext, { track, samples: read }: ReadTrack): Promise<VideoTrack> {
  const entry = track.entry().video;
  if (!entry) throw withoutTracks();
  requireSaneSize(entry);
  const samples = fulfilled(read);
  const base = trackBase(context, track, samples);
  const decodable = firstSamples({ kind: 'video', ...base });
  const facts = await context.tools.decodeVideo(decodable, context.source, context.signal);
  const frames = samples.frames ?? new Uint32Array();
  const found = videoTrackOf({ ...base, frames }, entry, facts, orientationOf(track.header.matrix));
  const independent = await randomAccessPoints(found, context.source);
  return { ...found, ...(independent && { independent }) };
}

type AudioResult =
  | { readonly track: AudioTrack }
  | { readonly error: OnplayError; readonly ignored: IgnoredTrack };

/** Sequentially: there may be dozens of tracks, and each takes a process. */
async function audioTracks(context: TrackContext, tracks: readonly ReadTrack[]): Promise<AudioResult[]> {
  const results: AudioResult[] = [];
  for (const track of tracks) results.push(await audioTrackOrReason(context, track));
  return results;
}

/** An audio track that cannot be played is listed as ignored, as long as another track can be played. */
async function audioTrackOrReason(context: TrackContext, read: ReadTrack): Promise<AudioResult> {
  try {
    return { track: await audioTrack(context, read) };
  } catch (error) {
    const isSkippable = error instanceof OnplayError && SKIPPABLE_CODES.has(error.code);
    if (!isSkippable) throw error;
    return { error, ignored: ignoredTrack(read.track, error.publicDetail) };
  }
}

const SKIPPABLE_CODES = new Set([
  'master_codec_unsupported',
  'master_audio_unsupported',
  'master_damaged',
  'master_duration_unsupported',
]);

async function audioTrack(context: TrackContext, { track, samples: read }: ReadTrack): Promise<AudioTrack> {
  const base = trackBase(context, track, fulfilled(read));
  const decodable = firstSamples({ kind: 'audio', ...base });
  const facts: AudioFacts = await context.tools.decodeAudio(decodable, context.source, context.signal);
  const { language, handlerName, enabled } = track.header;
  const { codec, sampleRate, channels } = facts;
  const described = { codec, sampleRate, channels, language, name: meaningfulName(handlerName), enabled };
  const samples = regularSamples(base, facts);
  return { kind: 'audio', ...base, samples, framesPerSample: facts.framesPerSample ?? 1, ...described };
}

/** Empty for handler names that a tool writes by default, which tell a viewer nothing. */
function meaningfulName(name: string): string {
  return /handler|handle\b|core media|^gpac|^l-smash|^mainconcept|^iso media|^$/i.test(name)
    ? ''
    : name.slice(0, 64);
}

function trackBase(context: TrackContext, track: MediaTrack, samples: TrackSamples): TrackBase {
  const { timeline, table } = samples;
  requireComplete(table, context.source.size);
  requireSaneDuration(timeline);
  if (!track.sampleDescription) throw codecUnsupported('none named');
  return {
    id: track.id,
    file: context.file,
    timescale: timeline.timescale,
    start: timeline.start,
    end: timeline.end,
    samples: table,
    sampleDescription: track.sampleDescription,
    quickTime: context.quickTime,
  };
}

interface TrackBase extends Omit<DecodableTrack, 'kind'> {
  readonly id: number;
  readonly file: number;
  readonly start: number;
  readonly end: number;
}
