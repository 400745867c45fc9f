import { type Bandwidth, measureRenditions, type Presentation, type Sequence } from '../../assets/index.js';
import type { BandwidthOf } from '../advertised-bandwidth.js';

/** Computes the upper bounds of all renditions; see `measureRenditions`. */
export async function measureSequence({ presentation, parts }: Sequence): Promise<void> {
  await measureRenditions(presentation);
  for (const { asset } of parts) await measureRenditions(asset.presentation);
}

/** The bandwidth of a rendition in all parts: the highest peak of any, and the average of all. Sequences have no trick play. */
export function sequenceBandwidth(
  sequence: Sequence,
  bandwidthIn: (presentation: Presentation) => BandwidthOf,
): BandwidthOf {
  return (rendition): Bandwidth => {
    if ('presented' in rendition) return bandwidthIn(sequence.presentation)(rendition);
    let [peak, bits, seconds] = [0, 0, 0];
    for (const part of sequence.parts) {
      const { presentation } = part.asset;
      const played = sequence.renditionIn(part, rendition);
      const bandwidth = played ? bandwidthIn(presentation)(played) : { peak: 0, average: 0 };
      peak = Math.max(peak, bandwidth.peak);
      bits += bandwidth.average * presentation.seconds;
      seconds += presentation.seconds;
    }
    return { peak, average: Math.ceil(bits / seconds) };
  };
}
