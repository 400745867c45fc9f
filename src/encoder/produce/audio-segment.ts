/** Produces one audio segment: feed, encode, check, package. */
import {
  AAC_FRAME_SAMPLES,
  type AudioTrack,
  audioFramesOf,
  type ByteSource,
  type SegmentMap,
} from '../../masters/index.js';
import { readFragments } from '../../packager/index.js';
import type { EncoderSettings } from '../encoder.js';
import { audioFeedBytes } from '../feed/audio-feed.js';
import { audioFeedPlan } from '../feed/feed-plan.js';
import { type AudioPlan, audioArguments, audioPlan, silenceArguments } from '../plan/audio-plan.js';
import type { AudioRendition } from '../rendition.js';
import { encodePiece } from './encode-chunk.js';
import { packageAudio } from './package-audio.js';
import { segmentInvalid } from './segment-invalid.js';
import type { EncodedSegment } from './video-segment.js';

export interface AudioSegmentRequest {
  readonly track: AudioTrack;
  readonly map: SegmentMap;
  readonly rendition: AudioRendition;
  /** From 0, below the map's `count`. */
  readonly segment: number;
}

/**
 * Encodes one audio segment as a CMAF segment; silence where the track has no audio.
 * @throws OnplayError `segment_invalid`, `segment_unplayable`; the errors of reading the master and of running ffmpeg.
 */
export async function encodeAudioSegment(
  settings: EncoderSettings,
  request: AudioSegmentRequest,
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
    const bytes = checkedAudio(stdout, plan, rendition, firstFrame, segment);
    return {
      bytes,
      timings: { feedMs, encodeMs: timings.totalMs, packageMs: performance.now() - encodedAt },
    };
  });
}

function checkedAudio(
  encoded: Uint8Array,
  plan: AudioPlan,
  rendition: AudioRendition,
  firstFrame: number,
  segment: number,
): Uint8Array {
  const { samples, timescale } = readFragments(encoded);
  if (timescale !== rendition.sampleRate)
    throw segmentInvalid(`sample rate ${timescale}, not ${rendition.sampleRate}`);
  const wanted = samples.slice(plan.firstPacket, plan.firstPacket + plan.packets);
  if (wanted.length !== plan.packets)
    throw segmentInvalid(`${wanted.length} AAC frames were encoded, not ${plan.packets}`);
  const origin = samples[0]?.decodeTime ?? 0;
  wanted.forEach(({ decodeTime }, i) => {
    const expected = (plan.firstPacket + i) * AAC_FRAME_SAMPLES;
    if (decodeTime - origin !== expected) throw segmentInvalid(`AAC frame ${i} is at ${decodeTime - origin}`);
  });
  return packageAudio(
    wanted.map(({ data }) => data),
    firstFrame,
    segment,
  );
}
