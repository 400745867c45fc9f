/** What manifests declare of a rendition's bit rate: what was measured where it was, what cannot be exceeded elsewhere. */

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

/** What a rendition's segments have at most, in bits, and what that comes to. */
interface Largest {
  readonly bits: Float64Array;
  readonly rate: AdvertisedBandwidth;
}

/** Kept as long as the asset is, whose index takes many times as much. */
const largest = new WeakMap<Rendition, Largest>();

/**
 * What a rendition cannot exceed, whatever its segments come out like. It depends on nothing that was made before, so
 * every process says the same.
 */
export function largestRate(asset: Asset, rendition: Rendition): AdvertisedBandwidth {
  return largestOf(asset, rendition).rate;
}

/**
 * What to declare of a rendition: as more of its segments are made, it comes down to what they are.
 * @param sizes bytes of each segment, 0 where it was not made yet; undefined where none was.
 */
export function advertisedBandwidth(
  asset: Asset,
  rendition: Rendition,
  sizes: Uint32Array | undefined,
): AdvertisedBandwidth {
  const { bits, rate } = largestOf(asset, rendition);
  if (!sizes) return rate;
  return rateOf(
    asset,
    rendition,
    bits.map((most, segment) => 8 * sizes[segment]! || most),
  );
}

/** `declaredRate` of what was measured, put together anew only after something more was. */
export class AdvertisedBandwidths {
  readonly #measured: Pick<SegmentSizes, 'sizesOf' | 'changesOf'>;
  readonly #known = new WeakMap<
    Rendition,
    { readonly changes: number; readonly rate: AdvertisedBandwidth }
  >();

  constructor(measured: Pick<SegmentSizes, 'sizesOf' | 'changesOf'>) {
    this.#measured = measured;
  }

  of(asset: Asset, rendition: Rendition): AdvertisedBandwidth {
    const key = asset.keyOf(rendition);
    const changes = this.#measured.changesOf(key);
    const known = this.#known.get(rendition);
    if (known?.changes === changes) return known.rate;
    const rate = advertisedBandwidth(asset, rendition, this.#measured.sizesOf(key));
    this.#known.set(rendition, { changes, rate });
    return rate;
  }
}

function largestOf(asset: Asset, rendition: Rendition): Largest {
  const known = largest.get(rendition);
  if (known) return known;
  const { seconds } = timelineOf(asset, rendition);
  const bits = seconds.map(
    (length, segment) =>
      8 * passedThroughBytes(asset, rendition, segment) || peakBitrate(rendition, length) * length,
  );
  const made = { bits, rate: rateOf(asset, rendition, bits) };
  largest.set(rendition, made);
  return made;
}

/** What a segment of the master's own samples has at most; 0 for segments that are encoded. */
function passedThroughBytes({ index, map }: Asset, rendition: Rendition, segment: number): number {
  if (!rendition.passthrough) return 0;
  if (rendition.kind === 'audio') {
    const track = index.audio.find(({ id }) => id === rendition.trackId);
    const own = track && audioBytes(track, map, segment);
    return own ? own.bytes + segmentOverhead(own.frames) : 0;
  }
  if (!index.video) return 0;
  const { bytes, frames } = segmentSamples(index.video, map, segment);
  return bytes + segmentOverhead(frames.length) + index.video.sampleDescription.byteLength;
}

/** @param bits of each segment. */
function rateOf(asset: Asset, rendition: Rendition, bits: Float64Array): AdvertisedBandwidth {
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
