/** The timeline of a video track: which frames are presented, in which order, and when. */
import type { Edit } from '../../isobmff/index.js';
import { durationUnsupported } from '../refusals.js';
import type { FrameRuns } from '../track.js';
import { editedFrames, partsOf } from './edited-frames.js';
import { endingDuration } from './ending-duration.js';
import { frameTime } from './frame-runs.js';
import type { MediaTimes } from './media-times.js';
import { isContinuous, type Piece, piecesOf, shiftOf } from './pieces.js';
import { presentationOrder } from './presentation-order.js';
import type { Timeline } from './timeline.js';
import { type TimescaleMapping, timescaleMapping } from './timescale.js';

export interface VideoTimeline extends Timeline {
  /** Presented samples in presentation order. */
  readonly frames: Uint32Array;
  /** Absent where every frame is presented at the time of its sample. */
  readonly runs?: FrameRuns;
}

/**
 * Computes the presentation times of a video track. Overwrites `samples.compositionTimes` with them, since tables are
 * large. `frames` are the presented samples in presentation order, whether they can be decoded or not.
 * @param mediaTimescale ticks per second of `samples`. @param movieTimescale ticks per second of edit durations.
 * @throws OnplayError `master_edit_list_unsupported`, or `master_duration_unsupported` when nothing is presented.
 */
export function videoTimeline(
  samples: MediaTimes,
  mediaTimescale: number,
  edits: readonly Edit[],
  movieTimescale: number,
): VideoTimeline {
  const pieces = piecesOf(edits, mediaTimescale, movieTimescale);
  if (isContinuous(pieces)) return continuousTimeline(samples, mediaTimescale, pieces[0]!);
  const rounding = mediaTimescale / movieTimescale / 2;
  return editedTimeline(samples, mediaTimescale, pieces, rounding);
}

function continuousTimeline(samples: MediaTimes, mediaTimescale: number, piece: Piece): VideoTimeline {
  const { mediaStart, mediaEnd } = piece;
  const frames = framesInOrder(samples, (time) => time >= mediaStart && time < mediaEnd);
  const last = frames.at(-1);
  if (last === undefined) throw durationUnsupported();
  const scale = timescaleMapping(mediaTimescale);
  const shift = shiftOf(piece);
  const duration = endingDuration(samples, last, 'video', mediaTimescale);
  const lastEnd = Math.min(samples.compositionTimes[last]! + duration, mediaEnd);
  const times = moved(samples, scale, shift, frames);
  const end = Math.max(scale.map(lastEnd + shift), times[last]! + 1);
  return { timescale: scale.timescale, times, frames, start: times[frames[0]!]!, end };
}

function editedTimeline(
  samples: MediaTimes,
  mediaTimescale: number,
  pieces: readonly Piece[],
  rounding: number,
): VideoTimeline {
  const order = framesInOrder(samples, () => true);
  const scale = timescaleMapping(mediaTimescale);
  const parts = partsOf(order, samples.compositionTimes, pieces, rounding);
  const times = moved(samples, scale, shiftOf(pieces[0]!), order);
  const { factor, timescale } = scale;
  const { frames, runs } = editedFrames(parts, order, times, factor);
  const track = { frames, runs, samples: { times } };
  const last = frames.length - 1;
  const duration = endingDuration(samples, frames[last]!, 'video', mediaTimescale) * factor;
  const { rate, end: stated } = pieces.at(-1)!;
  const mediaEnd = rate === 0 ? Number.POSITIVE_INFINITY : frameTime(track, last) + duration / rate;
  const end = Math.min(stated * factor, mediaEnd);
  return {
    ...{ timescale, times, frames, runs },
    start: frameTime(track, 0),
    end: Math.max(Number.isFinite(end) ? Math.round(end) : 0, frameTime(track, last) + 1),
  };
}

function framesInOrder(
  { count, compositionTimes }: MediaTimes,
  isPresented: (time: number) => boolean,
): Uint32Array {
  return presentationOrder(count, (i) => isPresented(compositionTimes[i]!), compositionTimes);
}

/** Moves all times to the timeline, and frames of the same time a tick apart. */
function moved(
  samples: MediaTimes,
  scale: TimescaleMapping,
  shift: number,
  frames: Uint32Array,
): Float64Array {
  const times = samples.compositionTimes;
  for (let i = 0; i < times.length; i++) times[i] = scale.map(times[i]! + shift);
  for (let i = 1; i < frames.length; i++) {
    const earlier = times[frames[i - 1]!]!;
    if (times[frames[i]!]! <= earlier) times[frames[i]!] = earlier + 1;
  }
  return times;
}
