/** Which parts of a segment one process encodes. */
import { type ByteSource, isRandomAccessPoint, type VideoTrack } from '../../masters/index.js';
import { MOST_PARTS, videoFeedPlan } from '../feed/feed-plan.js';
import { neighbourFrames } from '../plan/video-filters.js';
import type { FrameRange } from './chunks.js';

/** Parts that follow each other, decoded once by one process. */
export type ChunkGroup = readonly FrameRange[];

/**
 * The parts dealt out to so many processes at once, as evenly as can be: for each the groups it makes one after the
 * other. A part joins the group before only where decoding on gives the same pictures as starting anew.
 * @throws OnplayError `master_keyframes_too_sparse`; what reading the master throws.
 */
export async function shareChunks(
  track: VideoTrack,
  parts: readonly FrameRange[],
  processes: number,
  source: ByteSource,
): Promise<readonly (readonly ChunkGroup[])[]> {
  const share = Math.ceil(parts.length / Math.max(1, processes));
  const shares: ChunkGroup[][] = [];
  for (let first = 0; first < parts.length; first += share) {
    shares.push(await groupsOf(track, parts.slice(first, first + share), source));
  }
  return shares;
}

async function groupsOf(
  track: VideoTrack,
  parts: readonly FrameRange[],
  source: ByteSource,
): Promise<ChunkGroup[]> {
  const groups: FrameRange[][] = [];
  for (const part of parts) {
    const group = groups.at(-1);
    const joins = group && group.length < MOST_PARTS && (await decodesOn(track, group[0]!, part, source));
    if (joins) group.push(part);
    else groups.push([part]);
  }
  return groups;
}

/** Whether decoding of `later` starts where that of `first` did, or at a picture that needs nothing before it. */
async function decodesOn(track: VideoTrack, first: FrameRange, later: FrameRange, source: ByteSource) {
  const [start, own] = [first, later].map(
    (part) => videoFeedPlan(track, part.firstFrame, part.endFrame, neighbourFrames(track)).first,
  );
  return start === own || isRandomAccessPoint(track, own!, source);
}
