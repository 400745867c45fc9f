/** Produces one audio segment: feed, encode, check, package. */
import { audioFramesOf, type ByteSource } from '../../masters/index.js';
import { readFragments } from '../../packager/index.js';
import { audioCodecs } from '../codecs/index.js';
import type { EncoderSettings } from '../encoder.js';
import { audioFeedBytes } from '../feed/audio-feed.js';
import { audioFeedPlan } from '../feed/feed-plan.js';
import { type AudioPlan, audioArguments, audioPlan, silenceArguments } from '../plan/audio-plan.js';
import type { AudioRendition } from '../rendition.js';
import { segmentInvalid } from '../segment-invalid.js';
import { encodePiece } from './encode-chunk.js';
import { packageAudio } from './package-audio.js';
import type { EncodedSegment, SegmentRequest } from './producer.js';

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
  const startedAt = performance.now();
  const [firstFrame, endFrame] = audioFramesOf(map, rendition.sampleRate, segment);
  const plan = audioPlan(track, rendition, firstFrame, endFrame);
  const feed = audioFeedPlan(track, plan.startSample, plan.endSample, rendition.sampleRate);
  const feedMs = performance.now() - startedAt;
  const args = feed ? audioArguments(track, rendition, plan) : silenceArguments(rendition, plan);
  const input = feed && audioFeedBytes(track, feed, source);
  return encodePiece(settings, { args }, input, signal, ({ stdout, timings }) => {
    const encodedAt = performance.now();
    const bytes = checkedAudio(stdout, plan, request, firstFrame);
    return {
      bytes,
      timings: { feedMs, encodeMs: timings.totalMs, packageMs: performance.now() - encodedAt },
    };
  });
}

/** The packets of the plan as a CMAF segment. */
function checkedAudio(
  encoded: Uint8Array,
  plan: AudioPlan,
  request: SegmentRequest<AudioRendition>,
  firstFrame: number,
): Uint8Array {
  const { codec, sampleRate } = request.rendition;
  const { samples, timescale } = readFragments(encoded);
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
  return packageAudio(
    request,
    wanted.map(({ data }) => data),
    firstFrame,
  );
}
