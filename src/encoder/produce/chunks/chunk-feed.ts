/** What of the master is fed for consecutive chunks, which are of one part of the track. */
import { partAt } from '../../../masters/index.js';
import type { VideoTrack } from '../../../tracks/index.js';
import { type FeedPlan, videoFeedPlan } from '../../feed/feed-plan.js';
import { neighbourFrames } from '../../plan/video-filters.js';
import type { ChunkGroup } from './share-chunks.js';

/** @param before see `FeedOptions`. */
export function chunkFeedPlan(track: VideoTrack, chunks: ChunkGroup, before?: number): FeedPlan {
  const [first, ...laterChunks] = chunks.map(({ firstFrame }) => firstFrame);
  const { endFrame } = chunks.at(-1)!;
  const options = { laterChunks, ...(before !== undefined && { before }) };
  return videoFeedPlan(track, first!, endFrame, neighbourFrames(track), options);
}

/** The part of the track that the chunks are of, and their frames in it. */
export function withinPart(whole: VideoTrack, chunks: ChunkGroup): { track: VideoTrack; chunks: ChunkGroup } {
  const part = partAt(whole, chunks[0]!.firstFrame);
  const inPart = chunks.map(({ firstFrame, endFrame }) => ({
    firstFrame: firstFrame - part.firstFrame,
    endFrame: endFrame - part.firstFrame,
  }));
  return { track: part.track, chunks: inPart };
}
