/** The part of a segment map that stays as it is, whatever is appended to its master. */

import type { AudioTrack, VideoTrack } from '../../tracks/index.js';
import type { SegmentMap, SegmentMapOptions } from '../segment-map/segment-map.js';

interface Tracks {
  readonly video?: VideoTrack;
  readonly audio: readonly AudioTrack[];
}

/**
 * A sync sample may decide about a cut as long as it is nearer to the target than any other: one that is as far behind it as
 * the earliest that may be cut at is before.
 */
const DECIDING_LENGTH = 1.5;
/** What decoders, filters and encoders look at behind the end of a segment. */
const BEHIND_SECONDS = 0.5;
/** A track this far behind the others has ended; recorders interleave their tracks more closely. */
const ENDED_SECONDS = 30;

/**
 * Returns the map with only those segments that nothing appended can change: all frames and audio up to well behind their end are
 * there, and no later keyframe could have been a better place to cut.
 * @param map of the tracks as far as they are there.
 */
export function settledMap(map: SegmentMap, tracks: Tracks, options: SegmentMapOptions): SegmentMap {
  const known = knownSeconds(tracks);
  const count = settledCount(map, known, options);
  const videoCount = Math.min(map.videoCount, count);
  return {
    ...map,
    ...{ count, videoCount, isOpen: true },
    boundaries: map.boundaries.slice(0, count + 1),
    ...(map.firstFrames && { firstFrames: map.firstFrames.slice(0, videoCount + 1) }),
  };
}

/** @param known see `knownSeconds`. */
function settledCount(
  { boundaries, timescale, count }: SegmentMap,
  known: number,
  { firstSeconds, targetSeconds }: SegmentMapOptions,
): number {
  const isSettled = (segment: number) => {
    const [start, end] = [boundaries[segment]! / timescale, boundaries[segment + 1]! / timescale];
    const target = firstSeconds[segment] ?? targetSeconds;
    return Math.max(start + DECIDING_LENGTH * target, end + BEHIND_SECONDS) <= known;
  };
  let settled = 0;
  while (settled < count && isSettled(settled)) settled++;
  return settled;
}

/** Until when everything that is to be presented is there, of all tracks that go on, in seconds. */
function knownSeconds({ video, audio }: Tracks): number {
  const extents = [...(video ? [videoExtent(video)] : []), ...audio.map(audioExtent)];
  const latest = Math.max(...extents.map(({ last }) => last));
  return Math.min(...extents.filter(({ last }) => latest - last < ENDED_SECONDS).map(({ known }) => known));
}

/** How far a track is there, in seconds. */
interface Extent {
  /** When the latest of its samples is presented. */
  readonly last: number;
  /** Until when no sample is missing. */
  readonly known: number;
}

/**
 * No frame is missing before the last keyframe behind which a frame stands that is presented after it: those that are presented
 * before it, and decoded after it, come first.
 */
function videoExtent({ samples, timescale }: VideoTrack): Extent {
  const { times, sync, count } = samples;
  let last = Number.NEGATIVE_INFINITY;
  for (let sample = count - 1; sample >= 0; sample--) {
    const time = times[sample]!;
    if (sync[sample] === 1 && last > time) return { last: last / timescale, known: time / timescale };
    last = Math.max(last, time);
  }
  return { last: last / timescale, known: 0 };
}

/** The last sample may still turn out to be shorter or longer. */
function audioExtent({ samples, timescale }: AudioTrack): Extent {
  const last = (samples.times[samples.count - 1] ?? 0) / timescale;
  return { last, known: last };
}
