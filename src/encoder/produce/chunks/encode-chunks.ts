/** Encodes consecutive chunks of a segment in one process and checks the result. */

import { decodingStart, isIndependentSample } from '../../../masters/index.js';
import { readFragments } from '../../../packager/index.js';
import type { ByteSource } from '../../../stores/index.js';
import { frameTime, type VideoTrack } from '../../../tracks/index.js';
import { type BurnFiles, burnAccess } from '../../burn/burn-files.js';
import type { EncoderSettings } from '../../encoder.js';
import { feedBytes } from '../../feed/feed.js';
import type { FeedPlan } from '../../feed/feed-plan.js';
import { withoutNonReference } from '../../feed/non-reference-samples.js';
import { sampleRanges } from '../../feed/sample-bytes.js';
import { placementOf } from '../../ladder/placement.js';
import { assertDrawn } from '../../marks/assert-drawn.js';
import type { MarkFiles } from '../../marks/mark-files.js';
import { videoArguments } from '../../plan/video-arguments.js';
import type { VideoRendition } from '../../rendition.js';
import type { PatternFile } from '../../trace/pattern-file.js';
import { type CheckedFrames, checkFrames } from '../encode/check-frames.js';
import { encodePiece, segmentUnplayable } from '../encode/encode-chunk.js';
import { feedDoubts } from '../encode/feed-doubts.js';
import { chunkFeedPlan, withinPart } from './chunk-feed.js';
import type { FrameRange } from './chunks.js';
import { type Attempt, confirmedChunks, isFaultOfFeed } from './confirm-chunks.js';
import type { ChunkGroup } from './share-chunks.js';

export interface ChunksRequest {
  readonly track: VideoTrack;
  readonly rendition: VideoRendition;
  /** The decoder configuration record that every segment of the rendition must share; may resolve while the segment is encoded. */
  readonly parameterSets: Uint8Array | Promise<Uint8Array>;
  /** What is drawn into the frames, in this order; then each chunk is a group of its own. Default nothing. */
  readonly drawn?: readonly BurnFiles[];
  /** Images that are drawn into the frames before that, and the folder that has them: in that of `drawn` or `pattern`, if there is any. */
  readonly images?: Pick<MarkFiles, 'folder' | 'images'>;
  /** What is added to the frames, behind all that is drawn, whose folders then lie in its folder; as `drawn`. */
  readonly pattern?: PatternFile;
}

/** Where chunks come from and what encodes them. */
interface Encoding {
  readonly settings: EncoderSettings;
  readonly request: ChunksRequest;
  readonly chunks: ChunkGroup;
  readonly source: ByteSource;
  readonly signal: AbortSignal;
  /** Frames may then be missing, and be at other times than expected. */
  readonly isLossy?: boolean;
}

/**
 * Returns the frames of each chunk, in order. They are of one part of the track.
 * @throws OnplayError `segment_invalid` when they are not exactly the expected ones, `segment_unplayable`; the errors of
 *         reading the master and of running ffmpeg.
 */
export async function encodeChunks(
  settings: EncoderSettings,
  request: ChunksRequest,
  group: ChunkGroup,
  source: ByteSource,
  signal: AbortSignal,
): Promise<readonly CheckedFrames[]> {
  const { track, chunks } = withinPart(request.track, group);
  const encoding = { settings, request: { ...request, track }, chunks, source, signal };
  try {
    return await encodeOnce(encoding);
  } catch (error) {
    if (!isLossy(track) || !isFaultOfFeed(error)) throw error;
    return await encodeOnce({ ...encoding, isLossy: true });
  }
}

/** What a transport stream loses or disorders on its way, and a false time of it, makes a decoder drop frames without a word. */
export function isLossy({ samples, orderUnknown }: VideoTrack): boolean {
  return samples.packets !== undefined && !orderUnknown;
}

/** Says what the feeds of all groups will read of the master at once, so that a remote one gets one request for it. */
export function announceFeeds(
  whole: VideoTrack,
  groups: readonly ChunkGroup[],
  source: Pick<ByteSource, 'willRead'>,
): void {
  const rangesFor = (group: ChunkGroup) => {
    const { track, chunks } = withinPart(whole, group);
    return sampleRanges(track.samples, chunkFeedPlan(track, chunks));
  };
  source.willRead?.(groups.flatMap(rangesFor));
}

function encodeOnce(encoding: Encoding): Promise<readonly CheckedFrames[]> {
  const { request, chunks } = encoding;
  const { track } = request;
  return confirmedChunks(
    (before) => {
      const plan = chunkFeedPlan(track, chunks, before);
      return { first: plan.first, encode: () => encodeFeed(encoding, plan) };
    },
    decodingStart(track, track.frames.subarray(0, 1)),
    () => segmentUnplayable(new Error('each feed decodes to other frames')),
  );
}

async function encodeFeed(encoding: Encoding, plan: FeedPlan): Promise<Attempt<readonly CheckedFrames[]>> {
  const { settings, request, chunks, source, signal } = encoding;
  const { track, rendition, parameterSets } = request;
  const { drawn = [], images, pattern } = request;
  const span = (drawn.length > 0 || images) && keptSpan(track, chunks[0]!, rendition.keepEvery);
  const args = videoArguments(track, rendition, chunks.length, {
    place: placementOf(track, rendition),
    ...(span && { drawn: drawn.map((files) => ({ ...files, ...span })) }),
    ...(images && span && { images: { list: images.images, times: span } }),
    ...(pattern && { pattern: pattern.frame }),
  });
  const feed = await withoutNonReference({ track, plan }, source);
  const input = feedBytes(feed.track, feed.plan, source);
  // All other files are in the folder of the pattern; text needs its fonts all the same.
  const access = { ...burnAccess(drawn, images?.folder), ...(pattern && { readable: pattern.folder }) };
  const command = { args, outputs: chunks.length, ...access };
  return encodePiece(settings, command, input, signal, async ({ stdout, furtherOutputs, stderr }) => {
    if (rendition.marks) assertDrawn(stderr);
    const decodeErrors = feedDoubts(stderr, beginsWithoutReferences(track, plan)).length > 0;
    const isUncertain = decodeErrors || encoding.isLossy === true;
    const sharedSets = await parameterSets;
    const checked = [stdout, ...furtherOutputs].map((output, chunk) =>
      checkFrames(readFragments(output), {
        // The filter counts decoded frames, so after a lost one it may keep the second, fourth, sixth… of the others.
        times: timesOf(track, chunks[chunk]!, isUncertain ? 1 : rendition.keepEvery),
        codec: rendition.codec,
        timescale: rendition.timescale,
        parameterSets: sharedSets,
        orderUnknown: track.orderUnknown,
        decodeErrors,
        ...(encoding.isLossy && { isLossy: true }),
      }),
    );
    return { result: checked, isDoubtful: isUncertain };
  });
}

/** When the first and the last of the encoded frames are presented, in ticks. */
function keptSpan(track: VideoTrack, { firstFrame, endFrame }: FrameRange, keepEvery: number) {
  const lastFrame = firstFrame + keepEvery * Math.floor((endFrame - 1 - firstFrame) / keepEvery);
  return {
    firstTime: frameTime(track, firstFrame),
    lastTime: frameTime(track, lastFrame),
    timescale: track.timescale,
  };
}

/** Whether the feed begins with leading pictures, which are not wanted, or with a gradual refresh. */
export function beginsWithoutReferences(track: VideoTrack, { first, times }: FeedPlan): boolean {
  if (isIndependentSample(track, first)) return false;
  return track.samples.sync[first] !== 1 || times.some((time) => time < times[0]!);
}

/** Presentation times in ticks of the encoded frames, then the end of the last one. */
function timesOf(track: VideoTrack, { firstFrame, endFrame }: FrameRange, keepEvery: number): Float64Array {
  const kept = Math.ceil((endFrame - firstFrame) / keepEvery);
  const times = Float64Array.from({ length: kept + 1 }, (_, i) =>
    i < kept ? frameTime(track, firstFrame + i * keepEvery) : track.end,
  );
  if (endFrame < track.frames.length) times[kept] = frameTime(track, endFrame);
  return times;
}
