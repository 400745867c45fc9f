/** Produces one audio segment: feed, encode, check, package. */

import { audioFramesOf } from '../../../masters/index.js';
import { type FragmentedTrack, readFragments } from '../../../packager/index.js';
import { noTracing } from '../../../shared/tracing/tracing.js';
import type { ByteSource } from '../../../stores/index.js';
import type { AudioTrack } from '../../../tracks/index.js';
import { audioCodecs } from '../../codecs/index.js';
import type { EncoderSettings } from '../../encoder.js';
import { audioFeedBytes } from '../../feed/audio-feed.js';
import type { FeedPlan } from '../../feed/feed-plan.js';
import {
  type AudioPlan,
  audioArguments,
  audioPlan,
  silenceArguments,
  uncompressedArguments,
} from '../../plan/audio-plan.js';
import type { AudioRendition } from '../../rendition.js';
import { segmentInvalid } from '../../segment-invalid.js';
import { encodePiece } from '../encode/encode-chunk.js';
import type { EncodedSegment, SegmentRequest } from '../producer.js';
import { audioFormats } from './audio-formats.js';
import { type AudioInput, audioInput } from './audio-input.js';
import { audioParts, decodeParts } from './changing-audio.js';
import { packageAudio } from './package-audio.js';

/**
 * Encodes one audio segment as a CMAF segment; silence where the track has no audio.
 * @throws OnplayError `segment_invalid`, `segment_unplayable`; the errors of reading the master and of running ffmpeg.
 */
export async function encodeAudioSegment(
  settings: EncoderSettings,
  request: SegmentRequest<AudioRendition>,
  source: ByteSource,
  signal: AbortSignal,
): Promise<EncodedSegment> {
  const { track, map, rendition, segment } = request;
  const { tracing = noTracing } = settings;
  const startedAt = performance.now();
  const [firstFrame, endFrame] = audioFramesOf(map, rendition.sampleRate, segment);
  const plan = audioPlan(track, rendition, firstFrame, endFrame);
  const input = audioInput(track, rendition, plan);
  const job: AudioJob = { settings, request, plan: input.plan, source, signal };
  const feedMs = performance.now() - startedAt;
  const frames = await tracing.span('encode', {}, () => encodeInput(job, input));
  const encodedAt = performance.now();
  const bytes = tracing.span('package', {}, () => packageAudio(request, frames, firstFrame));
  const packageMs = performance.now() - encodedAt;
  return { bytes, timings: { feedMs, encodeMs: encodedAt - startedAt - feedMs, packageMs } };
}

interface AudioJob {
  readonly settings: EncoderSettings;
  readonly request: SegmentRequest<AudioRendition>;
  readonly plan: AudioPlan;
  readonly source: ByteSource;
  readonly signal: AbortSignal;
}

/** The segment's frames. */
type Frames = readonly Uint8Array[];

async function encodeSilence(job: AudioJob): Promise<Frames> {
  const { frames } = await encode(job, silenceArguments(job.request.rendition, job.plan), undefined);
  return frames;
}

async function encodeInput(job: AudioJob, { args, feed, isJoined }: AudioInput): Promise<Frames> {
  if (feed && !isJoined) {
    const request = { ...job.request, track: feed.track };
    return encodeFeed({ ...job, request }, feed.plan);
  }
  const bytes = feed && audioFeedBytes(feed.track, feed.plan, job.source);
  return (await encode(job, args, bytes)).frames;
}

async function encodeFeed(job: AudioJob, feed: FeedPlan): Promise<Frames> {
  const { track } = job.request;
  if (track.varying) return encodeByFormats(job, feed);
  const { frames, packets } = await encodeTrack(job, track, feed);
  // Where the format of decoded audio changes, ffmpeg begins to filter anew, from the start of the plan.
  return packets > mostPackets(job, feed) ? encodeByFormats(job, feed) : frames;
}

function encodeTrack(job: AudioJob, track: AudioTrack, feed: FeedPlan): Promise<EncodedFrames> {
  const args = audioArguments(track, job.request.rendition, job.plan);
  return encode(job, args, audioFeedBytes(track, feed, job.source));
}

/** Encodes a feed after a look at what it decodes to. */
async function encodeByFormats(job: AudioJob, feed: FeedPlan): Promise<Frames> {
  const { settings, request, plan, source, signal } = job;
  const { track, rendition } = request;
  const formats = await audioFormats(settings, track, feed, { source, signal });
  const [first] = formats;
  // As in every player, where nothing can be decoded there is nothing to be heard.
  if (!first) return encodeSilence(job);
  if (formats.length === 1) {
    const { channels, sampleRate } = first;
    return (await encodeTrack(job, { ...track, channels, sampleRate }, feed)).frames;
  }
  const parts = audioParts(track, formats, plan, rendition.sampleRate);
  const pcm = await decodeParts(settings, parts, rendition, { source, signal });
  return (await encode(job, uncompressedArguments(rendition), inOnePiece(pcm))).frames;
}

interface EncodedFrames {
  readonly frames: Frames;
  /** With those before and after the segment. */
  readonly packets: number;
}

function encode(
  { settings, request, plan, signal }: AudioJob,
  args: readonly string[],
  input: AsyncIterable<Uint8Array> | undefined,
): Promise<EncodedFrames> {
  return encodePiece(settings, { args }, input, signal, ({ stdout }) => {
    const encoded = readFragments(stdout);
    return { frames: checkedFrames(encoded, plan, request.rendition), packets: encoded.samples.length };
  });
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** What the encoder writes for a feed of one format: up to the end of the plan, or of the feed. */
function mostPackets({ request, plan }: AudioJob, { end }: FeedPlan): number {
  const { track, rendition } = request;
  const { frameSamples, primingPackets } = audioCodecs[rendition.codec];
  const ticks = end < track.samples.count ? track.samples.times[end]! : track.end;
  const last = Math.max(plan.endSample, Math.ceil((ticks * rendition.sampleRate) / track.timescale));
  return Math.ceil((last - plan.startSample) / frameSamples) + primingPackets;
}

/** The packets of the plan. */
function checkedFrames(
  { samples, timescale }: FragmentedTrack,
  plan: AudioPlan,
  { codec, sampleRate }: AudioRendition,
): Frames {
  if (timescale !== sampleRate) throw segmentInvalid(`sample rate ${timescale}, not ${sampleRate}`);
  const wanted = samples.slice(plan.firstPacket, plan.firstPacket + plan.packets);
  if (wanted.length !== plan.packets)
    throw segmentInvalid(`${wanted.length} audio frames were encoded, not ${plan.packets}`);
  const origin = samples[0]?.decodeTime ?? 0;
  wanted.forEach(({ decodeTime }, i) => {
    const expected = (plan.firstPacket + i) * audioCodecs[codec].frameSamples;
    if (decodeTime - origin !== expected)
      throw segmentInvalid(`audio frame ${i} is at ${decodeTime - origin}`);
  });
  return wanted.map(({ data }) => data);
}
