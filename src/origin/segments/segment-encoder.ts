/** The encodes that segments are made of, done by ffmpeg; and the same ones counted. */
import type { EncoderSettings } from '../../encoder/encoder.js';
import type { VideoRendition } from '../../encoder/rendition.js';
import { type AudioSegmentRequest, encodeAudioSegment } from '../../encoder/segment/audio-segment.js';
import { copyVideoSegment } from '../../encoder/segment/copy-segment.js';
import { copySoundSegment } from '../../encoder/segment/copy-sound-segment.js';
import { encodeParameterSets } from '../../encoder/segment/init.js';
import type { FramesRequest } from '../../encoder/segment/package-video.js';
import {
  type EncodedSegment,
  encodeVideoSegment,
  type VideoSegmentRequest,
} from '../../encoder/segment/video-segment.js';
import { OnplayError } from '../../errors.js';
import type { ByteSource } from '../../masters/stores/store.js';
import type { Metrics } from '../../metrics.js';

export interface SegmentEncoder {
  /** The content of each rendition's `avcC` box. */
  parameterSets(renditions: readonly VideoRendition[], signal: AbortSignal): Promise<Uint8Array[]>;
  video(request: VideoSegmentRequest, source: ByteSource, signal: AbortSignal): Promise<EncodedSegment>;
  /** Segments of renditions with `passthrough`; no encodes. */
  copyPictures(request: FramesRequest, source: ByteSource): Promise<EncodedSegment>;
  copySound(request: AudioSegmentRequest, source: ByteSource): Promise<EncodedSegment>;
  audio(request: AudioSegmentRequest, source: ByteSource, signal: AbortSignal): Promise<EncodedSegment>;
}

/** Each encode is one ffmpeg process under the settings' limits. */
export function ffmpegEncoder(settings: EncoderSettings): SegmentEncoder {
  return {
    parameterSets: (renditions, signal) => encodeParameterSets(settings, renditions, signal),
    video: (request, source, signal) => encodeVideoSegment(settings, request, source, signal),
    copyPictures: copyVideoSegment,
    copySound: copySoundSegment,
    audio: (request, source, signal) => encodeAudioSegment(settings, request, source, signal),
  };
}

/** The same encodes, each counted by kind and outcome, and timed. */
export function countedEncoder(
  encoder: SegmentEncoder,
  metrics: Pick<Metrics, 'encodes' | 'encodeSeconds'>,
): SegmentEncoder {
  const counted = async <T>(kind: 'video' | 'audio' | 'init', encode: () => Promise<T>): Promise<T> => {
    const stop = metrics.encodeSeconds.startTimer();
    try {
      const encoded = await encode();
      metrics.encodes.inc({ kind, outcome: 'ok' });
      return encoded;
    } catch (error) {
      const cancelled = error instanceof OnplayError && error.code === 'encode_cancelled';
      metrics.encodes.inc({ kind, outcome: cancelled ? 'cancelled' : 'failed' });
      throw error;
    } finally {
      stop();
    }
  };
  return {
    parameterSets: (renditions, signal) => counted('init', () => encoder.parameterSets(renditions, signal)),
    video: (request, source, signal) => counted('video', () => encoder.video(request, source, signal)),
    copyPictures: encoder.copyPictures,
    copySound: encoder.copySound,
    audio: (request, source, signal) => counted('audio', () => encoder.audio(request, source, signal)),
  };
}
