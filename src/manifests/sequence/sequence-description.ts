import type { Presentation, Sequence } from '../../assets/index.js';
import type { DocumentPieces } from '../../packager/index.js';
import type { BandwidthOf } from '../advertised-bandwidth.js';
import { periodsDescription } from '../dash.js';
import type { OfferedRenditions } from '../offered-renditions.js';
import { offeredIn, type PlacedPart } from './placed-part.js';

/** The DASH manifest of a sequence: each part is a period. */
export function sequenceDescription(
  sequence: Sequence,
  placed: readonly PlacedPart[],
  offered: OfferedRenditions,
  bandwidthIn: (presentation: Presentation) => BandwidthOf,
): DocumentPieces {
  const from = sequence.presentation.asset;
  return periodsDescription(
    placed.map(({ part, grant }) => {
      // Images are of the whole asset, and so are frames for trick play.
      const { thumbnails: _thumbnails, trickPlay: _trickPlay, ...presentation } = part.asset.presentation;
      const bandwidthOf = bandwidthIn(part.asset.presentation);
      return { presentation, grant, from, bandwidthOf, ...offeredIn(sequence, part, offered) };
    }),
  );
}
