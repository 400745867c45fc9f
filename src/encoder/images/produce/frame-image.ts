/** Produces the image of one frame: feed, decode, encode, check. */
import { decodingStart, partAt } from '../../../masters/index.js';
import type { ByteSource } from '../../../stores/index.js';
import type { VideoTrack } from '../../../tracks/index.js';
import type { EncoderSettings } from '../../encoder.js';
import { feedBytes } from '../../feed/feed.js';
import { type FeedPlan, PARKING_SECONDS, videoFeedPlan } from '../../feed/feed-plan.js';
import { withoutNonReference } from '../../feed/non-reference-samples.js';
import { neighbourFrames } from '../../plan/video-filters.js';
import { type Attempt, confirmed, isFaultOfFeed } from '../../produce/chunks/confirm-chunks.js';
import { beginsWithoutReferences, isLossy } from '../../produce/chunks/encode-chunks.js';
import { segmentUnplayable } from '../../produce/encode/encode-chunk.js';
import { feedDoubts } from '../../produce/encode/feed-doubts.js';
import type { ImageRendition } from '../../rendition.js';
import { imageFile } from '../formats/image-file.js';
import { encodePicture } from './encode-picture.js';
import { frameArguments } from './image-arguments.js';
import { type PictureDrawing, withDrawingInMotion } from './picture-drawing.js';

/** Which frame of which track, and as what. */
export interface FrameRequest {
  readonly track: VideoTrack;
  readonly rendition: ImageRendition;
  readonly frame: number;
}

/** Where the frame comes from and what encodes it. */
export interface ImageContext {
  readonly settings: EncoderSettings;
  /** The file that holds the track's samples; or the image that the poster is made of. */
  readonly source: ByteSource;
  readonly signal: AbortSignal;
  /** For trick play: the decoder configuration of its init segment; may resolve while the frame is encoded. */
  readonly configuration?: Uint8Array | Promise<Uint8Array>;
}

/**
 * The image of a frame.
 * @throws OnplayError `segment_invalid`, `segment_unplayable`, `master_keyframes_too_sparse`; the errors of reading the master and of
 *   running ffmpeg.
 */
export async function frameImage(request: FrameRequest, context: ImageContext): Promise<Uint8Array> {
  const { track, firstFrame } = partAt(request.track, request.frame);
  const frame = request.frame - firstFrame;
  const shown = { track, first: frame, seconds: NEXT_FRAME_SECONDS };
  return withDrawingInMotion(context.settings, request.rendition, shown, async (drawing) => {
    const inPart = { ...request, track, frame, drawing };
    try {
      return await confirmedImage(inPart, context, false);
    } catch (error) {
      if (!isLossy(track) || !isFaultOfFeed(error)) throw error;
      return confirmedImage(inPart, context, true);
    }
  });
}

/** Where a frame is lost, the next one is taken, which is not later by more than the feed lasts. */
const NEXT_FRAME_SECONDS = PARKING_SECONDS;

interface DrawnFrame extends FrameRequest {
  readonly drawing: PictureDrawing | undefined;
}

function confirmedImage(request: DrawnFrame, context: ImageContext, lossy: boolean): Promise<Uint8Array> {
  const { track, frame } = request;
  const feedBefore = (before?: number) => {
    const options = before === undefined ? {} : { before };
    const plan = videoFeedPlan(track, frame, frame + 1, neighbourFrames(track), options);
    return { first: plan.first, encode: () => imageOf(request, plan, context, lossy) };
  };
  return confirmed(feedBefore, decodingStart(track, track.frames.subarray(0, 1)), {
    areSame: (one, other) => Buffer.compare(one, other) === 0,
    refuse: () => segmentUnplayable(new Error('each feed decodes to another frame')),
  });
}

async function imageOf(
  { track, rendition, drawing }: DrawnFrame,
  plan: FeedPlan,
  { settings, source, signal }: ImageContext,
  lossy: boolean,
): Promise<Attempt<Uint8Array>> {
  const feed = await withoutNonReference({ track, plan }, source);
  const input = feedBytes(feed.track, feed.plan, source);
  const command = { args: frameArguments(track, rendition, lossy, drawing), drawing };
  return encodePicture(settings, command, input, signal, ({ stdout, stderr }) => {
    const doubts = feedDoubts(stderr, beginsWithoutReferences(track, plan));
    return { result: imageFile(stdout, rendition), isDoubtful: doubts.length > 0 };
  });
}
