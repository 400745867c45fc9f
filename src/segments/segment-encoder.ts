/** The encodes behind segments, run by ffmpeg; and a wrapper that counts them. */
import {
  type EncodedSegment,
  type EncoderSettings,
  encodeParameterSets,
  type ImageContext,
  type ImageRequest,
  produceImage,
  producerOf,
  type SegmentContext,
  type SegmentRequest,
  type VideoRendition,
} from '../encoder/index.js';
import { OnplayError } from '../shared/errors.js';
import type { Metrics } from '../shared/metrics.js';
import type { Pauses } from '../shared/scheduler/pauses.js';

export interface SegmentEncoder {
  /** The decoder configuration record of each rendition, for those whose producer does not know it. */
  parameterSets(renditions: readonly VideoRendition[], signal: AbortSignal): Promise<Uint8Array[]>;
  /** Throws what `RenditionProducer.segment` throws. */
  segment(request: SegmentRequest, context: SegmentContext): Promise<EncodedSegment>;
  /** Throws what `produceImage` throws. */
  image(
    request: ImageRequest,
    context: Pick<SegmentContext, 'source' | 'signal' | 'pauses'> & Pick<ImageContext, 'configuration'>,
  ): Promise<EncodedSegment>;
}

/** Returns an encoder whose encodes run in ffmpeg processes under the settings' limits. */
export function ffmpegEncoder(settings: EncoderSettings): SegmentEncoder {
  // Hardly two images have the same command line, so that no process would be warm for the next.
  const { warmProcesses: _, ...coldSettings } = settings;
  const pausedBy = (pauses: Pauses | undefined) => (pauses ? { ...settings, pauses } : settings);
  return {
    parameterSets: (renditions, signal) => encodeParameterSets(settings, renditions, signal),
    segment: (request, context) =>
      producerOf(request.rendition).segment(request, { ...context, settings: pausedBy(context.pauses) }),
    image: (request, { pauses, ...context }) =>
      produceImage(request, { ...context, settings: { ...coldSettings, ...(pauses && { pauses }) } }),
  };
}

/** Wraps an encoder so that each encode is timed, and counted by kind and outcome; copies are not. */
export function countedEncoder(
  encoder: SegmentEncoder,
  metrics: Pick<Metrics, 'encodes' | 'encodeSeconds'>,
): SegmentEncoder {
  const counted = async <T>(
    kind: 'video' | 'audio' | 'init' | 'image',
    encode: () => Promise<T>,
    pauses?: Pauses,
  ): Promise<T> => {
    const startedAt = performance.now();
    try {
      const encoded = await encode();
      metrics.encodes.inc({ kind, outcome: 'ok' });
      return encoded;
    } catch (error) {
      const cancelled = error instanceof OnplayError && error.code === 'encode_cancelled';
      metrics.encodes.inc({ kind, outcome: cancelled ? 'cancelled' : 'failed' });
      throw error;
    } finally {
      const pausedMs = pauses?.pausedMs ?? 0;
      metrics.encodeSeconds.observe(Math.max(0, performance.now() - startedAt - pausedMs) / 1000);
    }
  };
  return {
    parameterSets: (renditions, signal) => counted('init', () => encoder.parameterSets(renditions, signal)),
    segment: (request, context) => {
      const { kind, passthrough } = request.rendition;
      const produce = () => encoder.segment(request, context);
      return passthrough ? produce() : counted(kind, produce, context.pauses);
    },
    image: (request, context) => counted('image', () => encoder.image(request, context), context.pauses),
  };
}
