/** Which pieces of an edited audio track are in what is encoded for a segment, and where. Pure. */
import type { AudioPiece, AudioTrack } from '../../tracks/index.js';
import { type FedPiece, PIECE_GAP_SECONDS } from '../feed/edited-audio-feed.js';
import { FEED_START_SECONDS } from '../feed/feed-plan.js';

/** What is encoded, in samples at the output rate: [startSample, endSample). */
interface EncodedRange {
  readonly startSample: number;
  readonly endSample: number;
}

export interface PlacedPiece extends FedPiece {
  /** In PCM frames of the track from the start of the plan: where it is presented, with the silence up to the next piece. */
  readonly start: number;
  readonly end: number;
  /** Seconds of media in a second. */
  readonly rate: number;
}

/** The pieces of a track that are presented within the plan, in order. */
export function piecesWithin(
  track: AudioTrack,
  { startSample, endSample }: EncodedRange,
  outputRate: number,
): readonly AudioPiece[] {
  const ticks = (sample: number) => (sample * track.timescale) / outputRate;
  const [from, to] = [ticks(startSample), ticks(endSample)];
  return (track.pieces ?? []).filter(({ start, end }) => start < to && end > from);
}

/** Where the pieces are placed, of which only the parts within the plan are decoded. */
export function placedPieces(
  track: AudioTrack,
  pieces: readonly AudioPiece[],
  { startSample, endSample }: EncodedRange,
  outputRate: number,
): readonly PlacedPiece[] {
  const { timescale, sampleRate } = track;
  const ticks = (sample: number) => (sample * timescale) / outputRate;
  const place = (time: number) => Math.round((time / timescale - startSample / outputRate) * sampleRate);
  let feedStart = FEED_START_SECONDS;
  return pieces.map(({ start, end, mediaStart, rate }, i) => {
    const [from, to] = [Math.max(start, ticks(startSample)), Math.min(end, ticks(endSample))];
    const media = (time: number) => mediaStart + (time - start) * rate;
    const next = pieces[i + 1]?.start ?? to;
    const placed = {
      ...{ from: media(from), to: media(to), feedStart, rate },
      start: place(from),
      end: place(next),
    };
    feedStart += Math.ceil((placed.to - placed.from) / timescale) + PIECE_GAP_SECONDS;
    return placed;
  });
}

/**
 * A track of which one piece is all that there is, at the times of its samples, and the plan at these times: what is encoded is
 * the same.
 */
export function aloneInPlan<P extends EncodedRange>(
  track: AudioTrack,
  { start, end, mediaStart }: AudioPiece,
  plan: P,
  outputRate: number,
): { readonly track: AudioTrack; readonly plan: P } {
  const shift = Math.round(((start - mediaStart) * outputRate) / track.timescale);
  const startSample = plan.startSample - shift;
  const endSample = startSample + plan.endSample - plan.startSample;
  const { pieces: _, ...whole } = track;
  return {
    track: { ...whole, start: mediaStart, end: mediaStart + end - start },
    plan: { ...plan, startSample, endSample },
  };
}
