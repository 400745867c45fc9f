/** What manifests declare of a rendition's bit rate: what was measured where it was, what cannot be exceeded elsewhere. */
import { peakBitrate } from '../../encoder/ladder/index.js';
import type { Asset, Rendition } from '../assets/asset.js';
import { segmentSeconds } from './timeline.js';

export interface DeclaredRate {
  /** Bit/s: the largest rate over contiguous segments that span 0.5 to 1.5 target durations (RFC 8216bis 4.1). */
  readonly peak: number;
  /** Bit/s over the whole rendition. */
  readonly average: number;
}

/**
 * @param sizes bytes of each segment, 0 where it was not made yet; undefined where none was. As more are made, what
 *   is declared comes down to what is.
 */
export function declaredRate(
  asset: Asset,
  rendition: Rendition,
  sizes: Uint32Array | undefined,
): DeclaredRate {
  const seconds = segmentSeconds(asset, rendition);
  const target = asset.map.targetDuration;
  if (!sizes) return unmeasured(rendition, seconds, target);
  const bits = seconds.map((length, i) => {
    const measured = sizes[i] ?? 0;
    return measured > 0 ? measured * 8 : peakBitrate(rendition, Math.max(length, SHORTEST_SECONDS)) * length;
  });
  const total = seconds.reduce((sum, length) => sum + length, 0);
  const average = bits.reduce((sum, size) => sum + size, 0) / total;
  return { peak: Math.ceil(Math.max(peakOf(bits, seconds, target), average)), average: Math.ceil(average) };
}

/** Segments shorter than this are measured together with their neighbours. */
const SHORTEST_SECONDS = 0.5;

/** Without walking all segments: what no stretch of half a target duration can exceed. */
function unmeasured(rendition: Rendition, seconds: Float64Array, target: number): DeclaredRate {
  const total = seconds.reduce((sum, length) => sum + length, 0);
  const window = Math.min(target / 2, Math.max(total, SHORTEST_SECONDS));
  return {
    peak: Math.ceil(peakBitrate(rendition, window)),
    average: Math.ceil(peakBitrate(rendition, Math.max(total / seconds.length, SHORTEST_SECONDS))),
  };
}

/** Windows grow from each segment while they are shorter than 1.5 target durations; those under 0.5 do not count. */
function peakOf(bits: Float64Array, seconds: Float64Array, target: number): number {
  let peak = 0;
  for (let first = 0; first < bits.length; first++) {
    let size = 0;
    let length = 0;
    for (let last = first; last < bits.length; last++) {
      size += bits[last]!;
      length += seconds[last]!;
      if (length > 1.5 * target) break;
      if (length >= 0.5 * target) peak = Math.max(peak, size / length);
    }
  }
  return peak;
}
