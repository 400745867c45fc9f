/** The timeline of a text: when each of its samples is shown. */
import type { Edit } from '../../isobmff/index.js';
import { tooComplex } from '../refusals.js';
import type { ShownSample } from '../text-track.js';
import { piecesOf, shiftOf } from './pieces.js';

/** Samples of a text, in ticks of its media. */
interface TextMedia {
  readonly count: number;
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  readonly compositionTimes: Float64Array;
  readonly durations: Uint32Array;
}

/** A text of 20,000 cues in a film of a hundred cuts. */
const MAX_RANGES = 2_000_000;

/**
 * When samples are shown: once for each piece of an edit list (ISO/IEC 14496-12 8.6.6) that has some of them. Where a picture stands
 * still, none is.
 * @throws OnplayError as `piecesOf`; `master_too_complex`.
 */
export function shownRanges(
  media: TextMedia,
  mediaTimescale: number,
  edits: readonly Edit[],
  movieTimescale: number,
): ShownSample[] {
  const pieces = piecesOf(edits, mediaTimescale, movieTimescale).filter(({ rate }) => rate > 0);
  if (pieces.length * media.count > MAX_RANGES) throw tooComplex('its subtitles are edited too often');
  const milliseconds = (ticks: number) => (ticks * 1000) / mediaTimescale;
  const shown: ShownSample[] = [];
  for (const piece of pieces) {
    const { mediaStart, mediaEnd, rate } = piece;
    const presented = (time: number) =>
      rate === 1 ? time + shiftOf(piece) : piece.start + (time - mediaStart) / rate;
    for (let i = 0; i < media.count; i++) {
      const time = media.compositionTimes[i]!;
      const from = Math.max(time, mediaStart);
      const to = Math.min(time + media.durations[i]!, mediaEnd);
      if (to <= from) continue;
      const [start, end] = [milliseconds(presented(from)), milliseconds(Math.min(presented(to), piece.end))];
      shown.push({ offset: media.offsets[i]!, size: media.sizes[i]!, start, end });
    }
  }
  return shown;
}
