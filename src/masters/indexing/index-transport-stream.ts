/** Indexes one transport stream: reads all of it once, selects tracks, decodes a few samples of each. */

import {
  feedHeader,
  feedStreamId,
  type MediaCodec,
  parameterSetsOf,
  readProgrammes,
  readTransportSamples,
  streamLanguage,
  type TrackSamples,
} from '../../demux/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { ByteSource } from '../../stores/index.js';
import { type IgnoredTrack, type ParameterSets, packetizedSamples } from '../../tracks/index.js';
import { transportText } from './text/transport-text.js';
import { decodeTracks } from './tracks/decode-tracks.js';
import type { IndexedTracks, IndexingContext } from './tracks/indexed-tracks.js';
import { FILE_ENDS_EARLY } from './tracks/missing-reasons.js';
import type { ReadTrack, TrackDescription } from './tracks/read-track.js';
import { ignoredTrack, selectTracks, withIgnored } from './tracks/select-tracks.js';
import {
  lateCandidate,
  type ReadableCandidate,
  type TextCandidate,
  transportCandidates,
} from './transport-candidates.js';

/**
 * Returns the tracks of one file, each on its own timeline (see `alignTracks`).
 * @param file index of this file in `MasterIndex.files`.
 * @throws OnplayError with a `master_…` code when it cannot be played.
 */
export async function indexTransportStream(
  source: ByteSource,
  file: number,
  context: IndexingContext,
): Promise<IndexedTracks> {
  const { growth } = context;
  const programmes = await readProgrammes(source, growth);
  const { readable, ignored } = transportCandidates(programmes, growth !== undefined);
  const wanted = selectTracks(readable);
  const chosen = [...(wanted.video ? [wanted.video] : []), ...wanted.audio].filter(isMedia);
  const texts = wanted.texts.filter(isText);
  const streams = { media: chosen.map(streamOf), texts: texts.map(streamOf) };
  const { budget, onProgress = () => undefined } = context;
  const scan = { budget, onProgress, isGrown: growth !== undefined };
  const read = await readTransportSamples(source, programmes.played, streams, scan);
  const tracks = read.tracks.map(({ stream, samples }, i) => {
    const candidate =
      chosen[i] ?? lateCandidate(stream, readable.length + ignored.length + i - chosen.length);
    return readTrack(source, candidate, samples);
  });
  const { video, audio, unread } = played(tracks);
  const firstFreeId = readable.length + ignored.length + read.tracks.length - chosen.length;
  const { text, ignored: unreadText } = transportText(texts, read.texts, { file, firstFreeId });
  const unplayed = withIgnored([...ignored, ...wanted.ignored], [...unread, ...unreadText]);
  const decoded = await decodeTracks({ ...context, source, file }, video, audio, unplayed);
  return { ...decoded, text, ...(read.isCutOff && { missing: { seconds: 0, reason: FILE_ENDS_EARLY } }) };
}

const isMedia = (candidate: ReadableCandidate | TextCandidate): candidate is ReadableCandidate =>
  candidate.kind !== 'text';
const isText = (candidate: ReadableCandidate | TextCandidate): candidate is TextCandidate =>
  candidate.kind === 'text';
const streamOf = <Stream>({ stream }: { readonly stream: Stream }): Stream => stream;

function readTrack(
  source: ByteSource,
  candidate: ReadableCandidate,
  samples: PromiseSettledResult<TrackSamples>,
): ReadTrack {
  return { candidate, samples, describe: () => description(source, candidate, samples) };
}

/** @throws what the samples were rejected with; what `read` throws. */
async function description(
  source: ByteSource,
  { stream }: ReadableCandidate,
  samples: PromiseSettledResult<TrackSamples>,
): Promise<TrackDescription> {
  if (samples.status === 'rejected') throw samples.reason;
  const { entry, kind } = stream;
  const parameterSets = await parameterSetsIn(source, kind.codec, samples.value);
  const transport = {
    header: feedHeader(kind.codec, entry),
    streamId: feedStreamId(kind.codec),
    ...(parameterSets && { parameterSets }),
  };
  return {
    ...{ transport, sampleDescription: new Uint8Array(), quickTime: false },
    ...{ language: streamLanguage(entry.descriptors), name: '' },
    ...(kind.kind === 'video' && { video: { orientation: { mirrored: false, rotation: 0 } } }),
  };
}

/** Of the first sample from which decoding can begin. */
async function parameterSetsIn(
  source: ByteSource,
  codec: MediaCodec,
  { table }: TrackSamples,
): Promise<ParameterSets | undefined> {
  const { packets, sync } = table;
  if ((codec !== 'h264' && codec !== 'hevc') || !packets) return undefined;
  const first = Math.max(0, sync.indexOf(1));
  const run = { first, end: first + 1 };
  for await (const unit of packetizedSamples({ ...table, packets }, run, source))
    return parameterSetsOf(codec, unit);
  return undefined;
}

const NEVER_SENT = 'master_duration_unsupported';

interface PlayedTracks {
  readonly video: ReadTrack | undefined;
  readonly audio: readonly ReadTrack[];
  readonly unread: readonly IgnoredTrack[];
}

/**
 * What is played, by what was read. Audio that could not be read, and what is announced and never sent, is ignored.
 * @throws OnplayError the reason if nothing is left.
 */
function played(tracks: readonly ReadTrack[]): PlayedTracks {
  const failures = new Map<ReadTrack, OnplayError>();
  for (const track of tracks) {
    const failure = failureOf(track);
    // Without the video that it has, a film is not played.
    if (failure && (track.candidate.kind === 'audio' || failure.code === NEVER_SENT))
      failures.set(track, failure);
  }
  const left = tracks.filter((track) => !failures.has(track));
  const [first] = failures.values();
  if (left.length === 0 && first) throw first;
  return {
    video: left.find(({ candidate }) => candidate.kind === 'video'),
    audio: left.filter(({ candidate }) => candidate.kind === 'audio'),
    unread: Array.from(failures, ([{ candidate }, { code, publicDetail }]) =>
      ignoredTrack(candidate, code === NEVER_SENT ? 'it is never sent' : publicDetail),
    ),
  };
}

function failureOf({ samples }: ReadTrack): OnplayError | undefined {
  if (samples.status === 'fulfilled') return undefined;
  if (samples.reason instanceof OnplayError) return samples.reason;
  throw samples.reason;
}
