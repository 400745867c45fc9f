/** The timeline of an audio track: which parts of its media are presented, and when. */
import type { Edit } from '../../isobmff/index.js';
import { durationUnsupported } from '../refusals.js';
import type { AudioPiece } from '../track.js';
import { endingDuration } from './ending-duration.js';
import type { MediaTimes } from './media-times.js';
import { isContinuous, type Piece, piecesOf, shiftOf } from './pieces.js';
import type { Timeline } from './timeline.js';
import { type TimescaleMapping, timescaleMapping } from './timescale.js';

interface AudioTimeline extends Timeline {
  /** Absent where all audio from `start` to `end` is presented at the times of its samples. */
  readonly pieces?: readonly AudioPiece[];
}

/**
 * As `videoTimeline`, for audio: samples may be presented in part, and times never decrease. Where a picture stands still,
 * there is silence.
 * @throws OnplayError as `videoTimeline`.
 */
export function audioTimeline(
  samples: MediaTimes,
  mediaTimescale: number,
  edits: readonly Edit[],
  movieTimescale: number,
): AudioTimeline {
  const pieces = piecesOf(edits, mediaTimescale, movieTimescale);
  const media = mediaRange(samples, mediaTimescale);
  const scale = timescaleMapping(mediaTimescale);
  const shift = shiftOf(pieces[0]!);
  const presented = pieces.flatMap((piece) => presentedPiece(piece, media, scale, shift));
  const [first, last] = [presented[0], presented.at(-1)];
  if (!first || !last) throw durationUnsupported();
  const { timescale } = scale;
  const times = ascending(samples.compositionTimes, scale, shift);
  const timeline = { timescale, times, start: first.start, end: last.end };
  return isContinuous(pieces) ? timeline : { ...timeline, pieces: presented };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Of all samples, in ticks of the media. */
function mediaRange(samples: MediaTimes, mediaTimescale: number): Range {
  const last = samples.count - 1;
  if (last < 0) throw durationUnsupported();
  const duration = endingDuration(samples, last, 'audio', mediaTimescale);
  return { start: samples.compositionTimes[0]!, end: samples.compositionTimes[last]! + duration };
}

/** What there is of a piece, in ticks of the timeline: at most one element. @param shift see `shiftOf`. */
function presentedPiece(
  piece: Piece,
  media: Range,
  { map, factor }: TimescaleMapping,
  shift: number,
): AudioPiece[] {
  const { rate } = piece;
  const from = Math.max(media.start, piece.mediaStart);
  const to = Math.min(media.end, piece.mediaEnd);
  if (rate === 0 || to <= from) return [];
  const start = rate === 1 ? from + shiftOf(piece) : piece.start + (from - piece.mediaStart) / rate;
  const end = Math.min(start + (to - from) / rate, piece.end);
  return [{ start: map(start), end: map(end), mediaStart: (from + shift) * factor, rate }];
}

function ascending(times: Float64Array, { map }: TimescaleMapping, shift: number): Float64Array {
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    latest = Math.max(latest, map(times[i]! + shift));
    times[i] = latest;
  }
  return times;
}
