/** The bandwidth that manifests advertise: from the sizes of produced segments, and from upper bounds for all others. */

import type { Asset, Rendition } from '../assets/index.js';
import { audioBytes, peakBitrate, segmentOverhead, segmentSamples } from '../encoder/index.js';
import type { SegmentSizes } from '../segments/index.js';
import { timelineOf } from './timeline.js';

export interface AdvertisedBandwidth {
  /** Bit/s: the largest rate over contiguous segments that span 0.5 to 1.5 target durations (RFC 8216bis 4.1). */
  readonly peak: number;
  /** Bit/s over the whole rendition. */
  readonly average: number;
}

/** Upper bounds of a rendition. */
interface Maximums {
  /** Of each segment. */
  readonly bits: Float64Array;
  readonly bandwidth: AdvertisedBandwidth;
}

/** Lengths beyond these are computed each time: a master without a frame rate has a new one with every segment. */
const MAX_LENGTHS = 1000;

/** Lives as long as the asset, whose index is many times larger. */
const maximums = new WeakMap<Rendition, Maximums>();

/**
 * The bandwidth that a rendition cannot exceed, however its segments are encoded. Independent of which segments were
 * produced, so every process returns the same.
 */
export function maximumBandwidth(asset: Asset, rendition: Rendition): AdvertisedBandwidth {
  return maximumsOf(asset, rendition).bandwidth;
}

/**
 * The bandwidth to advertise for a rendition: comes down from the maximum as more of its segments are produced.
 * @param sizes bytes of each segment, 0 for one not produced yet; undefined if none was produced.
 */
export function advertisedBandwidth(
  asset: Asset,
  rendition: Rendition,
  sizes: Uint32Array | undefined,
): AdvertisedBandwidth {
  const { bits, bandwidth } = maximumsOf(asset, rendition);
  if (!sizes) return bandwidth;
  return bandwidthOf(
    asset,
    rendition,
    bits.map((most, segment) => 8 * sizes[segment]! || most),
  );
}

/** `advertisedBandwidth` from the current segment sizes, computed again only after they have changed. */
export class AdvertisedBandwidths {
  readonly #segmentSizes: Pick<SegmentSizes, 'sizesOf' | 'changesOf'>;
  readonly #cache = new WeakMap<
    Rendition,
    { readonly changes: number; readonly bandwidth: AdvertisedBandwidth }
  >();

  constructor(segmentSizes: Pick<SegmentSizes, 'sizesOf' | 'changesOf'>) {
    this.#segmentSizes = segmentSizes;
  }

  of(asset: Asset, rendition: Rendition): AdvertisedBandwidth {
    const key = asset.keyOf(rendition);
    const changes = this.#segmentSizes.changesOf(key);
    const cached = this.#cache.get(rendition);
    if (cached?.changes === changes) return cached.bandwidth;
    const bandwidth = advertisedBandwidth(asset, rendition, this.#segmentSizes.sizesOf(key));
    this.#cache.set(rendition, { changes, bandwidth });
    return bandwidth;
  }
}

function maximumsOf(asset: Asset, rendition: Rendition): Maximums {
  const cached = maximums.get(rendition);
  if (cached) return cached;
  const { seconds } = timelineOf(asset, rendition);
  const encodedBits = encodedBitsOf(rendition);
  const bits = seconds.map(
    (length, segment) => 8 * passthroughBytes(asset, rendition, segment) || encodedBits(length),
  );
  const computed = { bits, bandwidth: bandwidthOf(asset, rendition, bits) };
  maximums.set(rendition, computed);
  return computed;
}

/** Whether the maximums of a rendition are known, so that asking for them costs nothing. */
export function hasMaximum(rendition: Rendition): boolean {
  return maximums.has(rendition);
}

/** Upper bound in bits of an encoded segment, by its length in seconds; most segments have one of a few lengths. */
function encodedBitsOf(rendition: Rendition): (seconds: number) => number {
  const known = new Map<number, number>();
  return (seconds) => {
    const bits = known.get(seconds) ?? peakBitrate(rendition, seconds) * seconds;
    if (known.size < MAX_LENGTHS) known.set(seconds, bits);
    return bits;
  };
}

/** Upper bound in bytes of a segment that passes the master's samples through; 0 for a segment that is encoded. */
function passthroughBytes({ index, map }: Asset, rendition: Rendition, segment: number): number {
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

/** @param bits of each segment. */
function bandwidthOf(asset: Asset, rendition: Rendition, bits: Float64Array): AdvertisedBandwidth {
  const { seconds } = timelineOf(asset, rendition);
  const average = sum(bits) / sum(seconds);
  const peak = Math.max(peakOf(bits, seconds, asset.map.targetDuration), average);
  return { peak: Math.ceil(peak), average: Math.ceil(average) };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** Tolerance for sums of floating-point durations. */
const ROUNDING_SECONDS = 1e-6;

/** The highest bit/s over contiguous segments that last 0.5 to 1.5 target durations; 0 if no window does. */
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
