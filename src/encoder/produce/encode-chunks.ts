/** One process: parts of a segment that follow each other, fed, encoded and checked. */
import type { ByteSource, VideoTrack } from '../../masters/index.js';
import { readFragments } from '../../packager/index.js';
import type { EncoderSettings } from '../encoder.js';
import { feedBytes } from '../feed/feed.js';
import { videoFeedPlan } from '../feed/feed-plan.js';
import { withoutNonReference } from '../feed/non-reference-samples.js';
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
  /** The `avcC` content that every segment of the rendition must share; may come while the segment is encoded. */
  readonly parameterSets: Uint8Array | Promise<Uint8Array>;
}

/**
 * The frames of each part, in order.
 * @throws OnplayError `segment_invalid` when they are not exactly what was asked for, `segment_unplayable`; what reading the master and running
 *         ffmpeg throw.
 */
export async function encodeChunks(
  settings: EncoderSettings,
  { track, rendition, parameterSets }: ChunksRequest,
  parts: ChunkGroup,
  source: ByteSource,
  signal: AbortSignal,
): Promise<CheckedFrames[]> {
  const [first, ...later] = parts.map(({ firstFrame }) => firstFrame);
  const plan = videoFeedPlan(track, first!, parts.at(-1)!.endFrame, neighbourFrames(track), later);
  const args = videoArguments(track, rendition, parts.length);
  const feed = await withoutNonReference({ track, plan }, source);
  const input = feedBytes(feed.track, feed.plan, source);
  const command = { args, outputs: parts.length };
  return encodePiece(settings, command, input, signal, async ({ stdout, furtherOutputs, stderr }) => {
    const decodeErrors = stderr !== '';
    const sharedSets = await parameterSets;
    return [stdout, ...furtherOutputs].map((output, part) =>
      checkFrames(readFragments(output), {
        // After a lost frame the second, fourth, sixth… of the others may be kept.
        times: timesOf(track, parts[part]!, decodeErrors ? 1 : rendition.keepEvery),
        timescale: rendition.timescale,
        parameterSets: sharedSets,
        orderUnknown: track.orderUnknown,
        decodeErrors,
      }),
    );
  });
}

/** Presentation times of the frames that are kept, and where the last of them ends. */
function timesOf(track: VideoTrack, { firstFrame, endFrame }: FrameRange, keepEvery: number): Float64Array {
  const kept = Math.ceil((endFrame - firstFrame) / keepEvery);
  const times = Float64Array.from({ length: kept + 1 }, (_, i) =>
    i < kept ? timeOf(track, firstFrame + i * keepEvery) : track.end,
  );
  if (endFrame < track.frames.length) times[kept] = timeOf(track, endFrame);
  return times;
}
