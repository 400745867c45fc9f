/** Produces a video segment from the master's samples, without decoding or encoding. */
import type { ByteSource } from '../../stores/index.js';
import { videoCodecs } from '../codecs/index.js';
import { readSamples } from '../feed/sample-bytes.js';
import { segmentSamples } from '../plan/segment-samples.js';
import type { VideoRendition } from '../rendition.js';
import { packageVideo } from './package-video.js';
import type { EncodedSegment, SegmentRequest } from './producer.js';

/**
 * Copies one segment of a rendition with `passthrough`.
 * @throws OnplayError `segment_invalid` where a sample is not in the codec's format; the errors of reading the master.
 */
export async function copyVideoSegment(
  request: SegmentRequest<VideoRendition>,
  source: ByteSource,
): Promise<EncodedSegment> {
  const startedAt = performance.now();
  const { track, map, rendition, segment } = request;
  const { first, end, frames } = segmentSamples(track, map, segment);
  const own = await readSamples(track.samples, { first, end }, source);
  const samples = videoCodecs[rendition.codec]
    .copied(track, own)
    .map((data, i) => ({ data, sync: track.samples.sync[first + i] === 1 }));
  const readAt = performance.now();
  const ranks = new Uint32Array(end - first);
  frames.forEach((sample, rank) => {
    ranks[sample - first] = rank;
  });
  const times = Float64Array.from({ length: frames.length + 1 }, (_, i) =>
    i < frames.length ? track.samples.times[frames[i]!]! : map.boundaries[segment + 1]!,
  );
  const bytes = packageVideo(request, { samples, ranks, times });
  const timings = { feedMs: readAt - startedAt, encodeMs: 0, packageMs: performance.now() - readAt };
  return { bytes, timings };
}
