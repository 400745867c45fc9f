/** Pieces: what an edit list (ISO/IEC 14496-12 8.6.6) makes of a track's media. */
import type { Edit } from '../../isobmff/index.js';
import { durationUnsupported, editListUnsupported } from '../refusals.js';

/** A stretch of media, and when it is presented. All times are in ticks of the media. */
export interface Piece {
  /** The media [mediaStart, mediaEnd); of a picture that stands still, `mediaEnd` has no meaning. */
  readonly mediaStart: number;
  readonly mediaEnd: number;
  /** Presented from `start` up to `end`; infinity where the media itself ends. */
  readonly start: number;
  readonly end: number;
  /** Seconds of media in a second; 0 for a picture that stands still. */
  readonly rate: number;
}

/** More come from no editor that plays them as an edit list. */
const MAX_PIECES = 1000;
/** Each piece in a segment costs a decoder of its own. */
const MAX_PIECES_TOGETHER = 16;
const TOGETHER_SECONDS = 4;
/** Faster media has to be decoded all the same. Camera apps slow down to an eighth. */
const MAX_RATE = 4;
const MIN_RATE = 1 / 64;

const ENDLESS = Number.POSITIVE_INFINITY;
const ALL_MEDIA: Piece = { mediaStart: -ENDLESS, mediaEnd: ENDLESS, start: -ENDLESS, end: ENDLESS, rate: 1 };

/** Whether a track presents its media once, without gaps and as fast as it was recorded. */
export function isContinuous(pieces: readonly Piece[]): boolean {
  return pieces.length === 1 && pieces[0]!.rate === 1;
}

/** By how much the presentation time of a continuous piece is later than its media time. */
export function shiftOf({ mediaStart, start }: Piece): number {
  return mediaStart === -ENDLESS ? 0 : start - mediaStart;
}

/**
 * The pieces in order, none overlapping. Empty edits delay what follows; at the end they are ignored. Edits at the normal rate
 * that continue each other, within a tick of the coarser timescale, are one piece.
 * @param mediaTimescale ticks per second of media times. @param movieTimescale ticks per second of edit durations.
 * @throws OnplayError `master_edit_list_unsupported` where playing them costs too much, `master_duration_unsupported` when
 *         nothing is presented.
 */
export function piecesOf(
  edits: readonly Edit[],
  mediaTimescale: number,
  movieTimescale: number,
): readonly Piece[] {
  if (edits.length === 0) return [ALL_MEDIA];
  if (movieTimescale === 0) throw editListUnsupported('is in a movie without a timescale');
  const toMedia = (ticks: number) => Math.round((ticks * mediaTimescale) / movieTimescale);
  const tolerance = Math.max(1, mediaTimescale / movieTimescale);
  const last = edits.findLastIndex(({ mediaTime }) => mediaTime !== -1);
  if (last === -1) throw durationUnsupported();
  const pieces: Piece[] = [];
  let elapsed = 0;
  for (const [i, edit] of edits.slice(0, last + 1).entries()) {
    const start = toMedia(elapsed);
    elapsed += edit.duration;
    if (edit.mediaTime === -1) continue;
    const isOpen = edit.duration === 0;
    if (isOpen && i < last) throw editListUnsupported('has a piece without a length before its end');
    const [end, length] = isOpen ? [ENDLESS, ENDLESS] : [toMedia(elapsed), toMedia(edit.duration)];
    append(pieces, { ...mediaOf(edit, length), start, end }, tolerance);
  }
  requireBounded(pieces, mediaTimescale);
  return pieces;
}

/** @param length when it is presented at the normal rate, in ticks of the media. */
function mediaOf({ mediaTime, rate }: Edit, length: number): Omit<Piece, 'start' | 'end'> {
  if (rate < 0) throw editListUnsupported('plays media backwards');
  if (rate > MAX_RATE) throw editListUnsupported(`plays media more than ${MAX_RATE} times as fast`);
  if (rate > 0 && rate < MIN_RATE) throw editListUnsupported('slows media down to less than a 64th');
  return { mediaStart: mediaTime, mediaEnd: rate === 0 ? mediaTime : mediaTime + length * rate, rate };
}

function append(pieces: Piece[], piece: Piece, tolerance: number): void {
  const before = pieces.at(-1);
  const continues =
    before?.rate === 1 &&
    piece.rate === 1 &&
    before.end === piece.start &&
    Math.abs(piece.mediaStart - before.mediaEnd) <= tolerance;
  if (!continues) pieces.push(piece);
  else pieces[pieces.length - 1] = { ...before, mediaEnd: piece.mediaEnd, end: piece.end };
}

function requireBounded(pieces: readonly Piece[], mediaTimescale: number): void {
  if (pieces.length > MAX_PIECES) throw editListUnsupported(`has more than ${MAX_PIECES} pieces`);
  for (let i = MAX_PIECES_TOGETHER; i < pieces.length; i++) {
    const seconds = (pieces[i]!.start - pieces[i - MAX_PIECES_TOGETHER]!.start) / mediaTimescale;
    if (seconds < TOGETHER_SECONDS)
      throw editListUnsupported(`has more than ${MAX_PIECES_TOGETHER} pieces in ${TOGETHER_SECONDS} seconds`);
  }
}
