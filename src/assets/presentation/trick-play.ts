import {
  type TrickRendition,
  trickFrameBits,
  trickFrames,
  trickRendition,
  type VideoRendition,
} from '../../encoder/index.js';
import type { VideoTrack } from '../../tracks/index.js';
import { bandwidthOf } from './bandwidth.js';
import { PresentedRendition } from './presented-rendition.js';
import { type Timeline, timelineOf } from './timeline.js';

/** Keyframes as players show them while a viewer scrubs, or plays faster than a decoder could follow. */
export interface TrickPlay {
  readonly rendition: TrickRendition;
  /** One frame in each segment, which lasts until the next. */
  readonly presented: PresentedRendition;
  /** In whole seconds; see `Presentation.targetDuration`. */
  readonly targetDuration: number;
}

interface TrickSource {
  readonly track: VideoTrack;
  /** Of the video that is presented, in ticks. */
  readonly end: number;
  /** The renditions of the ladder with nothing passed through. */
  readonly encodedVideo: readonly VideoRendition[];
  keyOf(rendition: TrickRendition): string;
  /** Upper bound in bit/s of the bandwidth of the rendition of the ladder with this id. */
  peakOf(rungId: string): number;
}

/**
 * Returns what gives the trick play in the size of the rendition of the ladder with an id: undefined where there are fewer than two
 * keyframes to show, and where it could have more bandwidth than that rendition. So a client that may play that may have it.
 */
export function lazyTrickPlay(source: TrickSource): (rungId: string | undefined) => TrickPlay | undefined {
  const known = new Map<VideoRendition, TrickPlay | undefined>();
  let timeline: Timeline | undefined;
  return (rungId) => {
    const rung = source.encodedVideo.find(({ id }) => id === rungId);
    if (!rung) return undefined;
    timeline ??= trickTimeline(source);
    if (!known.has(rung)) known.set(rung, trickPlay(source, rung, timeline));
    return known.get(rung);
  };
}

function trickTimeline({ track, end }: TrickSource): Timeline {
  const { times } = trickFrames(track);
  return timelineOf(track.timescale, times.length > 0 ? Float64Array.of(...times, end) : times);
}

function trickPlay(source: TrickSource, rung: VideoRendition, timeline: Timeline): TrickPlay | undefined {
  const { seconds } = timeline;
  if (seconds.length === 0) return undefined;
  const rendition = trickRendition(rung, source.end);
  const targetDuration = Math.round(seconds.reduce((longest, length) => Math.max(longest, length)));
  const measure = () => {
    const bits = new Float64Array(seconds.length).fill(trickFrameBits(rendition));
    return { bits, bandwidth: bandwidthOf(bits, seconds, targetDuration) };
  };
  const presented = new PresentedRendition(source.keyOf(rendition), timeline, measure);
  const isWithin = presented.maximum.bandwidth.peak <= source.peakOf(rung.id);
  return isWithin ? { rendition, presented, targetDuration } : undefined;
}
