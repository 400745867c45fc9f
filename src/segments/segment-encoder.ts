/** The encodes behind segments, run by ffmpeg; and a wrapper that counts them. */
import {
  type EncodedSegment,
  type EncoderSettings,
  encodeParameterSets,
  producerOf,
  type SegmentContext,
  type SegmentRequest,
  type VideoRendition,
} from '../encoder/index.js';
import { OnplayError } from '../shared/errors.js';
import type { Metrics } from '../shared/metrics.js';

export interface SegmentEncoder {
  /** The decoder configuration record of each rendition, for those whose producer does not know it. */
  parameterSets(renditions: readonly VideoRendition[], signal: AbortSignal): Promise<Uint8Array[]>;
  /** Throws what `RenditionProducer.segment` throws. */
  segment(request: SegmentRequest, context: SegmentContext): Promise<EncodedSegment>;
}

/** Returns an encoder whose encodes run in ffmpeg processes under the settings' limits. */
export function ffmpegEncoder(settings: EncoderSettings): SegmentEncoder {
  return {
    parameterSets: (renditions, signal) => encodeParameterSets(settings, renditions, signal),
    segment: (request, context) => producerOf(request.rendition).segment(request, { ...context, settings }),
  };
}

/** Wraps an encoder so that each encode is timed, and counted by kind and outcome; copies are not. */
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
    segment: (request, context) => {
      const { kind, passthrough } = request.rendition;
      const produce = () => encoder.segment(request, context);
      return passthrough ? produce() : counted(kind, produce);
    },
  };
}
