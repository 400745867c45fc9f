/** Distributes the chunks of a segment over processes. */
import { isIndependentSample, partAt } from '../../../masters/index.js';
import { runOf, type VideoTrack } from '../../../tracks/index.js';
import { MAX_CHUNKS, videoFeedPlan } from '../../feed/feed-plan.js';
import { neighbourFrames } from '../../plan/video-filters.js';
import type { FrameRange } from './chunks.js';

/** Consecutive chunks encoded by one process, which decodes their stretch of the master once. */
export type ChunkGroup = readonly FrameRange[];

/**
 * Splits the chunks evenly into at most `processes` shares, to be encoded in parallel; a share lists the groups to encode
 * one after the other. A chunk joins the group before it only where continuing to decode gives the same frames as a new
 * start.
 */
export function shareChunks(
  track: VideoTrack,
  chunks: readonly FrameRange[],
  processes: number,
): readonly (readonly ChunkGroup[])[] {
  const share = Math.ceil(chunks.length / Math.max(1, processes));
  const shares: ChunkGroup[][] = [];
  for (let first = 0; first < chunks.length; first += share) {
    shares.push(groupsOf(track, chunks.slice(first, first + share)));
  }
  return shares;
}

function groupsOf(track: VideoTrack, chunks: readonly FrameRange[]): ChunkGroup[] {
  const groups: FrameRange[][] = [];
  for (const chunk of chunks) {
    const group = groups.at(-1);
    if (group && group.length < MAX_CHUNKS && continuesDecoding(track, group[0]!, chunk)) group.push(chunk);
    else groups.push([chunk]);
  }
  return groups;
}

/**
 * Whether decoding for `later` starts at the same sample as for `first`, or at one that all later ones can be decoded from, in the
 * same part.
 */
function continuesDecoding(whole: VideoTrack, first: FrameRange, later: FrameRange): boolean {
  const { firstFrame, track } = partAt(whole, first.firstFrame);
  if (partAt(whole, later.firstFrame).track !== track) return false;
  if (later.firstFrame >= runOf(whole, first.firstFrame).end) return false;
  const [firstStart, laterStart] = [first, later].map(
    (chunk) =>
      videoFeedPlan(track, chunk.firstFrame - firstFrame, chunk.endFrame - firstFrame, neighbourFrames(track))
        .first,
  );
  return firstStart === laterStart || isIndependentSample(track, laterStart!);
}
