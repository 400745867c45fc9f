import {
  audioBytes,
  chunkBits,
  type MediaRendition,
  peakBitrate,
  type Rendition,
  segmentOverhead,
  segmentSamples,
} from '../../encoder/index.js';
import type { MasterIndex, SegmentMap } from '../../masters/index.js';
import { firstAtOrAfter } from '../../tracks/index.js';

/** Lengths beyond these are computed each time: a master without a frame rate has a new one with every segment. */
const MAX_LENGTHS = 1000;

/** The tracks of a master, and where they are cut. */
export interface CutMaster {
  readonly index: MasterIndex;
  readonly map: SegmentMap;
}

/**
 * Bit/s that are assumed of text until it was measured, since its cues are not known before: a reader takes in some 25 characters a
 * second, and CJK in the densest markup has 20 bytes for each.
 */
const TEXT_BITRATE = 4000;

/**
 * Upper bounds in bits of a rendition's segments.
 * @param seconds of each segment.
 */
export function maximumBits(master: CutMaster, rendition: Rendition, seconds: Float64Array): Float64Array {
  if (rendition.kind === 'text') return seconds.map((length) => length * TEXT_BITRATE);
  const encodedBits = encodedBitsOf(rendition);
  const bits = seconds.map(
    (length, segment) => 8 * passthroughBytes(master, rendition, segment) || encodedBits(length),
  );
  // Each part and each run of a track within a segment is a chunk of its own.
  if (rendition.kind === 'video')
    for (const segment of segmentsWithSeams(master)) bits[segment]! += chunkBits(rendition);
  return bits;
}

/** The segment of each part and each run of the video after the first, unless it begins with the segment. */
function segmentsWithSeams({ index: { video }, map }: CutMaster): number[] {
  if (!video || !map.firstFrames) return [];
  const { firstFrames } = map;
  const seams = [
    ...(video.parts ?? []).map(({ firstFrame }) => firstFrame),
    ...(video.runs?.firsts ?? []),
  ].filter((frame) => frame > firstFrames[0]! && frame < firstFrames.at(-1)!);
  const starts = { length: firstFrames.length, timeAt: (segment: number) => firstFrames[segment]! };
  return seams.flatMap((frame) => {
    const next = firstAtOrAfter(starts, frame);
    return firstFrames[next] === frame ? [] : [next - 1];
  });
}

/** Upper bound in bits of an encoded segment, by its length in seconds; most segments have one of a few lengths. */
function encodedBitsOf(rendition: MediaRendition): (seconds: number) => number {
  const known = new Map<number, number>();
  return (seconds) => {
    const bits = known.get(seconds) ?? peakBitrate(rendition, seconds) * seconds;
    if (known.size < MAX_LENGTHS) known.set(seconds, bits);
    return bits;
  };
}

/** Upper bound in bytes of a segment that passes the master's samples through; 0 for a segment that is encoded. */
function passthroughBytes({ index, map }: CutMaster, rendition: MediaRendition, segment: number): number {
  if (!rendition.passthrough) return 0;
  if (rendition.kind === 'audio') {
    const track = index.audio.find(({ id }) => id === rendition.trackId);
    const samples = track && audioBytes(track, map, segment);
    return samples ? samples.bytes + segmentOverhead(samples.frames) : 0;
  }
  if (!index.video) return 0;
  const { bytes, frames } = segmentSamples(index.video, map, segment);
  return bytes + segmentOverhead(frames.length) + index.video.sampleDescription.byteLength;
}
