/** Makes the tracks of an index from selected ones: checks them, and decodes a few samples of each. */

import { dividedVideo, isVarying, type TrackSamples } from '../../../demux/index.js';
import type { VisualDescription } from '../../../isobmff/index.js';
import type { OnplayError } from '../../../shared/errors.js';
import type { ByteSource } from '../../../stores/index.js';
import {
  type Attachment,
  type AudioTrack,
  type Chapter,
  type IgnoredTrack,
  type IndexBudget,
  type Orientation,
  type TextTrack,
  type TransportDescription,
  type VideoTrack,
  withoutTracks,
} from '../../../tracks/index.js';
import { findCaptions } from '../../captions/find-captions.js';
import type { IndexGrowth, MissingMedia, Resume } from '../../master-index.js';
import { decodableVideo } from '../../random-access/decodable-video.js';
import { withoutEmptySamples } from '../../random-access/empty-samples.js';
import { pointsOf } from '../../random-access/known-points.js';
import { requireBoundedLeadIn } from '../../random-access/lead-in.js';
import type { DecodableTrack, MediaTools } from '../media-tools.js';
import type { CandidateTrack } from './candidate-track.js';
import { editedVideo, inOrder } from './edited-video.js';
import { firstSamples } from './first-samples.js';
import { isOfTrack, notPlayedReason } from './not-played-reasons.js';
import { regularSamples } from './regular-samples.js';
import { ignoredTrack, undecodableImage } from './select-tracks.js';
import {
  requireAccessWithin,
  requireComplete,
  requireSaneDuration,
  requireSaneSize,
} from './track-checks.js';
import { formatDecoder, videoTrackOf } from './video-track.js';

export interface IndexedTracks {
  readonly video?: VideoTrack;
  readonly audio: readonly AudioTrack[];
  readonly ignored: readonly IgnoredTrack[];
  /** These three where the container has them. */
  readonly text?: readonly TextTrack[];
  readonly chapters?: readonly Chapter[];
  readonly attachments?: readonly Attachment[];
  /** Absent for a whole file. */
  readonly missing?: MissingMedia;
  /** For the next look at a master that grows. */
  readonly resume?: Resume;
}

/** What all files of a master are indexed with. */
export interface IndexingContext {
  readonly tools: MediaTools;
  readonly budget: IndexBudget;
  readonly signal: AbortSignal;
  /** Present for a master that was seen to grow: no time may then depend on what comes after it. */
  readonly growth?: Pick<IndexGrowth, 'resume' | 'isOver' | 'captions'>;
  /** Called repeatedly with the share of the file that is read, 0 to 1, where all of it has to be. Must not throw. */
  readonly onProgress?: (share: number) => void;
  /**
   * Called with the tracks of a film as far as its segments are cut by them, before the places of all its samples are read; of the first
   * `headFrames` frames they are known. Returns whether it is cut so. Absent where a file is cut by all of its samples.
   */
  readonly onOutline?: (tracks: IndexedTracks, headFrames: number) => boolean;
}

/** A selected track with its samples, or with the error of reading them. */
export interface ReadTrack {
  readonly candidate: CandidateTrack;
  readonly samples: PromiseSettledResult<TrackSamples>;
  /** @throws OnplayError with a `master_…` code when it cannot be decoded. */
  describe(): Promise<TrackDescription>;
}

/** What the container says of a track, and decoders need to know. */
export interface TrackDescription {
  readonly sampleDescription: Uint8Array;
  readonly matroskaHeader?: Uint8Array;
  readonly transport?: TransportDescription;
  readonly quickTime: boolean;
  /** What the codec is called where the container's name of it says too little; default: that of the candidate. */
  readonly coding?: string;
  /** The codec's headers of the whole stream, where they are not in the sample description. */
  readonly configuration?: Uint8Array;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Empty if it tells a viewer nothing. */
  readonly name: string;
  /** Of video only; without a size where the container does not say it. */
  readonly video?: Partial<VisualDescription> & { readonly orientation: Orientation };
}

/** The file that the tracks are in. */
interface TrackContext extends Omit<IndexingContext, 'budget'> {
  readonly source: ByteSource;
  /** Index in `MasterIndex.files`. */
  readonly file: number;
}

const MAX_NAME_CHARACTERS = 64;
const NO_FRAMES = new Uint32Array();

/**
 * Returns the tracks that can be decoded, each on its own timeline. Audio that cannot be is added to `unselected`.
 * @throws OnplayError with a `master_…` code when the video cannot be decoded, or nothing can.
 */
export async function decodeTracks(
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
  const lostImage = readVideo && undecodableImage(readVideo.candidate, videoResult);
  const video = lostImage ? undefined : fulfilled(videoResult);
  const audioResults = fulfilled(audioResult);
  const audio = audioResults.flatMap((result) => ('track' in result ? [result.track] : []));
  const failures = audioResults.flatMap((result) => ('error' in result ? [result] : []));
  if (!video && audio.length === 0) throw failures[0]?.error ?? withoutTracks();
  const lost = failures.map((failure) => failure.ignored);
  const ignored = [...unselected, ...(lostImage ? [lostImage] : []), ...lost];
  return { ...(video ? { video } : {}), audio, ignored };
}

function fulfilled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

async function videoTrack(context: TrackContext, read: ReadTrack): Promise<VideoTrack> {
  const description = await read.describe();
  const { video: described } = description;
  if (!described) throw withoutTracks();
  const { width, height } = described;
  if (width !== undefined && height !== undefined) requireSaneSize({ width, height });
  const samples = fulfilled(read.samples);
  const claimed = trackBase(context, read.candidate, description, samples);
  const { coding = read.candidate.codec, configuration } = description;
  const { frames = new Uint32Array(), runs } = samples;
  // The table of what grows is believed: each look would read all of its sync samples again.
  const decodable = await decodableVideo(
    {
      ...claimed,
      ...(!context.growth && !samples.pictureOf && { coding }),
      ...(configuration && { configuration }),
      ...(samples.pictureOf && { points: pointsOf(samples.table.count, samples.pictureOf) }),
      table: claimed.samples,
      frames: runs ? inOrder(frames, claimed.samples.times) : frames,
    },
    context.source,
  );
  const base = {
    ...claimed,
    ...decodable,
    ...(runs && editedVideo({ ...claimed, frames, runs }, decodable)),
  };
  const first = firstSamples({ kind: 'video', ...base });
  const facts = await context.tools.decodeVideo(first, context.source, context.signal);
  const found = videoTrackOf(base, described, facts, described.orientation);
  requireBoundedLeadIn(found);
  const isGrowing = context.growth !== undefined;
  const known = context.growth?.captions;
  const captions =
    known === undefined ? await findCaptions(found, context.source, { firstOnly: isGrowing }) : known;
  const track = { ...found, ...(captions && captions !== 'none' && { captions }) };
  // Not of what grows: each look would search all of it again.
  return isGrowing ? track : divided(context, track, described);
}

/** The track with its parts. */
function divided(
  { tools, source, signal }: TrackContext,
  track: VideoTrack,
  described: Partial<VisualDescription>,
): Promise<VideoTrack> {
  const decode = (samples: DecodableTrack) => tools.decodeVideo(samples, source, signal);
  return dividedVideo(track, source, formatDecoder(track, described, decode));
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
    if (!isOfTrack(error)) throw error;
    return { error, ignored: ignoredTrack(read.candidate, notPlayedReason(error)) };
  }
}

async function audioTrack(context: TrackContext, read: ReadTrack): Promise<AudioTrack> {
  const { candidate } = read;
  const samples = fulfilled(read.samples);
  const description = await read.describe();
  const { table } = withoutEmptySamples({ table: samples.table, frames: NO_FRAMES });
  const base = trackBase(context, candidate, description, { ...samples, table });
  const decodable = firstSamples({ kind: 'audio', ...base });
  const facts = await context.tools.decodeAudio(decodable, context.source, context.signal);
  const { codec, sampleRate, channels } = facts;
  requireAccessWithin(codec);
  const varying = !context.growth && (await isVarying({ codec, samples: base.samples }, context.source));
  return {
    kind: 'audio',
    ...base,
    ...{ codec, sampleRate, channels },
    ...(varying && { varying }),
    samples: regularSamples(base, facts),
    framesPerSample: facts.framesPerSample ?? 1,
    language: description.language,
    name: description.name.slice(0, MAX_NAME_CHARACTERS),
    enabled: candidate.isEnabled,
    ...(samples.pieces && { pieces: samples.pieces }),
  };
}

function trackBase(
  { source, file }: TrackContext,
  { id }: CandidateTrack,
  { sampleDescription, matroskaHeader, transport, quickTime }: TrackDescription,
  { timeline, table }: TrackSamples,
): TrackBase {
  requireComplete(table, source.size);
  requireSaneDuration(timeline);
  const { timescale, start, end } = timeline;
  const described = {
    sampleDescription,
    ...(matroskaHeader && { matroskaHeader }),
    ...(transport && { transport }),
    quickTime,
  };
  return { id, file, timescale, start, end, samples: table, ...described };
}

interface TrackBase extends Omit<DecodableTrack, 'kind'> {
  readonly id: number;
  readonly file: number;
  readonly start: number;
  readonly end: number;
}
