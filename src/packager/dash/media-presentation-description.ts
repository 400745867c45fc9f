import { adaptationSet } from './adaptation-set.js';
import type { MediaPresentation, Ticks } from './values.js';
import { type DocumentPieces, element, xmlDocument } from './xml.js';

/** Finer than a tick of any timescale in use. */
const FRACTION_DIGITS = 9;

/**
 * The text of a static MPD with one Period that starts at 0 (ISO/IEC 23009-1 5.3.1), of the live profile of
 * the ISO base media file format (8.4).
 *
 * Throws `packaging_impossible` for an adaptation set without representations, or with a channel count for
 * which there is no channel configuration.
 */
export function mediaPresentationDescription(presentation: MediaPresentation): DocumentPieces {
  const period = element(
    'Period',
    [
      ['id', 0],
      ['start', 'PT0S'],
    ],
    ...presentation.adaptationSets.map(adaptationSet),
  );
  const mpd = element(
    'MPD',
    [
      ['xmlns', 'urn:mpeg:dash:schema:mpd:2011'],
      ['profiles', 'urn:mpeg:dash:profile:isoff-live:2011'],
      ['type', 'static'],
      ['mediaPresentationDuration', durationText(presentation.duration)],
      ['minBufferTime', durationText({ ticks: presentation.minBufferTime, timescale: 1 })],
    ],
    period,
  );
  return xmlDocument(mpd);
}

/** An xs:duration in seconds, without superfluous zeros. */
function durationText({ ticks, timescale }: Ticks): string {
  return `PT${(ticks / timescale).toFixed(FRACTION_DIGITS).replace(/\.?0+$/, '')}S`;
}
