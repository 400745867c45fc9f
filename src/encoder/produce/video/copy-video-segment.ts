/** Video segments of the master's samples, without decoding or encoding. */
import type { SegmentSamples } from '../../../packager/index.js';
import type { ByteSource } from '../../../stores/index.js';
import { videoCodecs } from '../../codecs/index.js';
import { readSamples } from '../../feed/sample-bytes.js';
import { segmentSamples } from '../../plan/segment-samples.js';
import type { VideoRendition } from '../../rendition.js';
import type { CheckedFrames } from '../encode/check-frames.js';
import type { EncodedSegment, SegmentRequest } from '../producer.js';
import { packageVideo, timedSamples } from './package-video.js';

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
  const bytes = packageVideo(request, { samples, ...orderOf(request, first, frames) });
  const timings = { feedMs: readAt - startedAt, encodeMs: 0, packageMs: performance.now() - readAt };
  return { bytes, timings };
}

/** What such a segment contains. */
export function copiedVideoSamples(request: SegmentRequest<VideoRendition>): SegmentSamples | undefined {
  const { track, map, rendition, segment } = request;
  const { sizes, sync, packets } = track.samples;
  // In packets, the sizes are upper bounds.
  if (packets) return undefined;
  const { first, end, frames } = segmentSamples(track, map, segment);
  const header = videoCodecs[rendition.codec].copiedHeaderBytes(track);
  const samples = Array.from({ length: end - first }, (_, i) => ({
    size: sizes[first + i]! + (i === 0 ? header : 0),
    sync: sync[first + i] === 1,
  }));
  return timedSamples({ samples, ...orderOf(request, first, frames) }, rendition.compositionDelay);
}

/** The place of each sample in presentation order, and the times of the frames in that order, then the segment's end. */
function orderOf(
  { track, map, segment }: SegmentRequest<VideoRendition>,
  first: number,
  frames: Uint32Array,
): Pick<CheckedFrames, 'ranks' | 'times'> {
  const ranks = new Uint32Array(frames.length);
  frames.forEach((sample, rank) => {
    ranks[sample - first] = rank;
  });
  const times = Float64Array.from({ length: frames.length + 1 }, (_, i) =>
    i < frames.length ? track.samples.times[frames[i]!]! : map.boundaries[segment + 1]!,
  );
  return { ranks, times };
}
