/** Encodes consecutive chunks of a segment in one process and checks the result. */
import { type ByteSource, partAt, type VideoTrack } from '../../masters/index.js';
import { readFragments } from '../../packager/index.js';
import type { EncoderSettings } from '../encoder.js';
import { feedBytes } from '../feed/feed.js';
import { videoFeedPlan } from '../feed/feed-plan.js';
import { withoutNonReference } from '../feed/non-reference-samples.js';
import { placementOf } from '../ladder/placement.js';
import { videoArguments } from '../plan/video-arguments.js';
import { neighbourFrames } from '../plan/video-filters.js';
import type { VideoRendition } from '../rendition.js';
import { type CheckedFrames, checkFrames } from './check-frames.js';
import { type FrameRange, timeOf } from './chunks.js';
import { encodePiece } from './encode-chunk.js';
import type { ChunkGroup } from './share-chunks.js';

export interface ChunksRequest {
  readonly track: VideoTrack;
  readonly rendition: VideoRendition;
  /** The decoder configuration record that every segment of the rendition must share; may resolve while the segment is encoded. */
  readonly parameterSets: Uint8Array | Promise<Uint8Array>;
}

/**
 * Returns the frames of each chunk, in order. They are of one part of the track.
 * @throws OnplayError `segment_invalid` when they are not exactly the expected ones, `segment_unplayable`; the errors of
 *         reading the master and of running ffmpeg.
 */
export async function encodeChunks(
  settings: EncoderSettings,
  { track: whole, rendition, parameterSets }: ChunksRequest,
  group: ChunkGroup,
  source: ByteSource,
  signal: AbortSignal,
): Promise<CheckedFrames[]> {
  const { track, chunks } = withinPart(whole, group);
  const [first, ...later] = chunks.map(({ firstFrame }) => firstFrame);
  const plan = videoFeedPlan(track, first!, chunks.at(-1)!.endFrame, neighbourFrames(track), later);
  const args = videoArguments(track, rendition, chunks.length, placementOf(track, rendition));
  const feed = await withoutNonReference({ track, plan }, source);
  const input = feedBytes(feed.track, feed.plan, source);
  const command = { args, outputs: chunks.length };
  return encodePiece(settings, command, input, signal, async ({ stdout, furtherOutputs, stderr }) => {
    const decodeErrors = stderr !== '';
    const sharedSets = await parameterSets;
    return [stdout, ...furtherOutputs].map((output, chunk) =>
      checkFrames(readFragments(output), {
        // The filter counts decoded frames, so after a lost one it may keep the second, fourth, sixth… of the others.
        times: timesOf(track, chunks[chunk]!, decodeErrors ? 1 : rendition.keepEvery),
        codec: rendition.codec,
        timescale: rendition.timescale,
        parameterSets: sharedSets,
        orderUnknown: track.orderUnknown,
        decodeErrors,
      }),
    );
  });
}

/** The part of the track that the chunks are of, and their frames in it. */
function withinPart(whole: VideoTrack, chunks: ChunkGroup): { track: VideoTrack; chunks: ChunkGroup } {
  const part = partAt(whole, chunks[0]!.firstFrame);
  const inPart = chunks.map(({ firstFrame, endFrame }) => ({
    firstFrame: firstFrame - part.firstFrame,
    endFrame: endFrame - part.firstFrame,
  }));
  return { track: part.track, chunks: inPart };
}

/** Presentation times in ticks of the encoded frames, then the end of the last one. */
function timesOf(track: VideoTrack, { firstFrame, endFrame }: FrameRange, keepEvery: number): Float64Array {
  const kept = Math.ceil((endFrame - firstFrame) / keepEvery);
  const times = Float64Array.from({ length: kept + 1 }, (_, i) =>
    i < kept ? timeOf(track, firstFrame + i * keepEvery) : track.end,
  );
  if (endFrame < track.frames.length) times[kept] = timeOf(track, endFrame);
  return times;
}
