/** Produces the preview: a few seconds in motion, from the frame of the poster on. */
import { decodingStart, partAt } from '../../../masters/index.js';
import { firstAtOrAfter, frameTime, runOf, type VideoTrack } from '../../../tracks/index.js';
import { feedBytes } from '../../feed/feed.js';
import { type FeedPlan, videoFeedPlan } from '../../feed/feed-plan.js';
import { neighbourFrames } from '../../plan/video-filters.js';
import { type Attempt, confirmed } from '../../produce/chunks/confirm-chunks.js';
import { beginsWithoutReferences } from '../../produce/chunks/encode-chunks.js';
import { segmentUnplayable } from '../../produce/encode/encode-chunk.js';
import { feedDoubts } from '../../produce/encode/feed-doubts.js';
import type { ImageRendition } from '../../rendition.js';
import { imageFile } from '../formats/image-file.js';
import { PREVIEW_SECONDS, previewStart } from '../frames/preview-start.js';
import { encodePicture } from './encode-picture.js';
import type { ImageContext } from './frame-image.js';
import { previewArguments } from './image-arguments.js';
import { type PictureDrawing, withDrawingInMotion } from './picture-drawing.js';
import { posterFrame } from './poster-image.js';

/** The preview. @throws OnplayError as `frameImage`. */
export async function previewImage(
  whole: VideoTrack,
  rendition: ImageRendition,
  context: ImageContext,
): Promise<Uint8Array> {
  const poster = await posterFrame(whole, rendition.trim, context);
  const start = previewStart(whole, poster, rendition.trim);
  const { track, firstFrame } = partAt(whole, start);
  const first = start - firstFrame;
  const { end: limit = Number.POSITIVE_INFINITY } = rendition.trim ?? {};
  const end = Math.min(endOf(track, first), limit - firstFrame);
  const endTime = end < track.frames.length ? frameTime(track, end) : track.end;
  const seconds = (endTime - frameTime(track, first)) / track.timescale;
  return withDrawingInMotion(context.settings, rendition, { track, first, seconds }, (drawing) => {
    const feedBefore = (before?: number) => {
      const options = before === undefined ? {} : { before };
      const plan = videoFeedPlan(track, first, end, neighbourFrames(track), options);
      const fed = { track, plan, seconds, drawing };
      return { first: plan.first, encode: () => encoded(fed, rendition, context) };
    };
    return confirmed(feedBefore, decodingStart(track, track.frames.subarray(0, 1)), {
      areSame: (one, other) => Buffer.compare(one, other) === 0,
      refuse: () => segmentUnplayable(new Error('each feed decodes to other frames')),
    });
  });
}

/** The frame after the last one: of the same run, which can be fed together. */
function endOf(track: VideoTrack, first: number): number {
  const frames = { length: track.frames.length, timeAt: (frame: number) => frameTime(track, frame) };
  const end = firstAtOrAfter(frames, frameTime(track, first) + PREVIEW_SECONDS * track.timescale);
  return Math.max(first + 1, Math.min(end, runOf(track, first).end));
}

interface FedPreview {
  readonly track: VideoTrack;
  readonly plan: FeedPlan;
  readonly seconds: number;
  readonly drawing: PictureDrawing | undefined;
}

async function encoded(
  { track, plan, seconds, drawing }: FedPreview,
  rendition: ImageRendition,
  { settings, source, signal }: ImageContext,
): Promise<Attempt<Uint8Array>> {
  const command = { args: previewArguments(track, rendition, seconds, drawing), drawing };
  const input = feedBytes(track, plan, source);
  return encodePicture(settings, command, input, signal, ({ stdout, stderr }) => ({
    result: imageFile(stdout, rendition),
    isDoubtful: feedDoubts(stderr, beginsWithoutReferences(track, plan)).length > 0,
  }));
}
