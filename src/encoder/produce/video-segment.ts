/** Makes one video segment: feed, encode, check, package. */
import { type ByteSource, framesOf } from '../../masters/index.js';
import type { EncoderSettings, EncodeTimings } from '../encoder.js';
import type { CheckedFrames } from './check-frames.js';
import { chunksOf, timeOf } from './chunks.js';
import { type ChunksRequest, encodeChunks } from './encode-chunks.js';
import { type FramesRequest, packageVideo } from './package-video.js';
import { segmentInvalid } from './segment-invalid.js';
import { shareChunks } from './share-chunks.js';

export interface VideoSegmentRequest extends FramesRequest, ChunksRequest {
  /** How many processes may encode at once; 1 unless given. The bytes are the same. */
  readonly processes?: number;
}

export interface EncodedSegment {
  readonly bytes: Uint8Array;
  readonly timings: EncodeTimings;
}

/**
 * @throws OnplayError `segment_invalid` when what was encoded is not exactly what was asked for; what reading the
 *         master and running ffmpeg throw.
 */
export async function encodeVideoSegment(
  settings: EncoderSettings,
  request: VideoSegmentRequest,
  source: ByteSource,
  signal: AbortSignal,
): Promise<EncodedSegment> {
  const { track, map, rendition, segment, processes = 1 } = request;
  const startedAt = performance.now();
  const shares = await shareChunks(track, chunksOf(track, map, segment, rendition), processes, source);
  const feedMs = performance.now() - startedAt;
  const parts = await encodeInParallel(shares, request.parameterSets, signal, async (share, shareSignal) => {
    const encoded: CheckedFrames[] = [];
    for (const group of share) {
      encoded.push(...(await encodeChunks(settings, request, group, source, shareSignal)));
    }
    return encoded;
  });
  const encodedAt = performance.now();
  const bytes = packageVideo(request, joined(parts.flat(), request));
  const endedAt = performance.now();
  return {
    bytes,
    timings: { feedMs, encodeMs: encodedAt - startedAt - feedMs, packageMs: endedAt - encodedAt },
  };
}

/** All results in their order; when one fails, or what they need, the others are ended. Settles only when all have. */
async function encodeInParallel<T, R>(
  shares: readonly T[],
  needed: unknown,
  signal: AbortSignal,
  encode: (share: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    failed.abort();
    throw error;
  };
  Promise.resolve(needed)
    .catch(fail)
    .catch(() => undefined);
  const results = await Promise.allSettled(shares.map((share) => encode(share, either).catch(fail)));
  return results.map((result) => {
    if (result.status === 'rejected') throw failure;
    return result.value;
  });
}

/**
 * The parts as one run of frames from the segment's first time to its end. Where the master is damaged a part may have
 * none, and the frame before it stands longer.
 */
function joined(
  parts: readonly CheckedFrames[],
  { track, map, segment }: VideoSegmentRequest,
): CheckedFrames {
  const samples = parts.flatMap((part) => part.samples);
  const ranks = new Uint32Array(samples.length);
  const times = new Float64Array(samples.length + 1);
  let first = 0;
  for (const part of parts) {
    part.ranks.forEach((rank, i) => {
      ranks[first + i] = first + rank;
    });
    times.set(part.times.subarray(0, part.samples.length), first);
    first += part.samples.length;
  }
  if (first === 0) throw segmentInvalid('no frame came out');
  times[0] = timeOf(track, framesOf(map, segment)[0]);
  times[first] = map.boundaries[segment + 1]!;
  return { samples, ranks, times };
}
