/** What manifests declare of a rendition's bit rate: what was measured where it was, what cannot be exceeded elsewhere. */
import { peakBitrate, segmentOverhead } from '../../encoder/ladder/index.js';
import { segmentSamples } from '../../encoder/segment/segment-samples.js';
import { soundBytes } from '../../encoder/segment/sound-samples.js';
import type { Asset, Rendition } from '../assets/asset.js';
import { segmentSeconds } from './timeline.js';

export interface DeclaredRate {
  /** Bit/s: the largest rate over contiguous segments that span 0.5 to 1.5 target durations (RFC 8216bis 4.1). */
  readonly peak: number;
  /** Bit/s over the whole rendition. */
  readonly average: number;
}

const largestRates = new WeakMap<Rendition, DeclaredRate>();

/**
 * What a rendition cannot exceed, whatever its segments come out like. It depends on nothing that was made before, so
 * every process says the same.
 */
export function largestRate(asset: Asset, rendition: Rendition): DeclaredRate {
  const known = largestRates.get(rendition);
  if (known) return known;
  const rate = rateWith(asset, rendition, (segment) => passedThroughBytes(asset, rendition, segment));
  largestRates.set(rendition, rate);
  return rate;
}

/**
 * What to declare of a rendition: as more of its segments are made, it comes down to what they are.
 * @param sizes bytes of each segment, 0 where it was not made yet; undefined where none was.
 */
export function declaredRate(
  asset: Asset,
  rendition: Rendition,
  sizes: Uint32Array | undefined,
): DeclaredRate {
  if (!sizes) return largestRate(asset, rendition);
  return rateWith(
    asset,
    rendition,
    (segment) => sizes[segment] || passedThroughBytes(asset, rendition, segment),
  );
}

/** What a segment of the master's own samples has at most; 0 for segments that are encoded. */
function passedThroughBytes({ index, map }: Asset, rendition: Rendition, segment: number): number {
  if (!rendition.passthrough) return 0;
  if (rendition.kind === 'audio') {
    const track = index.audio.find(({ id }) => id === rendition.trackId);
    const own = track && soundBytes(track, map, segment);
    return own ? own.bytes + segmentOverhead(own.frames) : 0;
  }
  if (!index.video) return 0;
  const { bytes, frames } = segmentSamples(index.video, map, segment);
  return bytes + segmentOverhead(frames.length) + index.video.sampleDescription.byteLength;
}

/** Segments whose size in bytes is not known, 0, count as large as they can be. */
function rateWith(asset: Asset, rendition: Rendition, sizeOf: (segment: number) => number): DeclaredRate {
  const seconds = segmentSeconds(asset, rendition);
  const bits = seconds.map(
    (length, segment) => 8 * sizeOf(segment) || peakBitrate(rendition, length) * length,
  );
  const total = seconds.reduce((sum, length) => sum + length, 0);
  const average = bits.reduce((sum, size) => sum + size, 0) / total;
  const peak = Math.max(peakOf(bits, seconds, asset.map.targetDuration), average);
  return { peak: Math.ceil(peak), average: Math.ceil(average) };
}

/** Sums of decimals are never quite equal. */
const ROUNDING_SECONDS = 1e-6;

/** Windows grow from each segment while they are shorter than 1.5 target durations; those under 0.5 do not count. */
function peakOf(bits: Float64Array, seconds: Float64Array, target: number): number {
  let peak = 0;
  for (let first = 0; first < bits.length; first++) {
    let size = 0;
    let length = 0;
    for (let last = first; last < bits.length; last++) {
      size += bits[last]!;
      length += seconds[last]!;
      if (length > 1.5 * target + ROUNDING_SECONDS) break;
      if (length >= 0.5 * target - ROUNDING_SECONDS) peak = Math.max(peak, size / length);
    }
  }
  return peak;
}
