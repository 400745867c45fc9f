/** Produces the poster: of a few frames the one that shows most. */
import { partAt } from '../../../masters/index.js';
import type { ClipFrames } from '../../../shared/clip.js';
import type { VideoTrack } from '../../../tracks/index.js';
import { prepareEncode } from '../../produce/encode/encode-process.js';
import type { ImageRendition } from '../../rendition.js';
import { pictureWorth, posterCandidates } from '../frames/poster-choice.js';
import { frameImage, type ImageContext } from './frame-image.js';
import { frameArguments } from './image-arguments.js';
import { rawThumbnails } from './raw-thumbnails.js';

/** Large enough that blur is seen. */
const LOOK = { width: 320, height: 180 };
const GRAY = {
  size: LOOK,
  form: { colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: true }, pixelFormat: 'gray' },
  bytes: LOOK.width * LOOK.height,
};

/**
 * The poster. The choice depends on the track alone, so that it is the same for all sizes, formats and servers.
 * @throws OnplayError as `frameImage`.
 */
export async function posterImage(
  track: VideoTrack,
  rendition: ImageRendition,
  context: ImageContext,
): Promise<Uint8Array> {
  // It starts while the frames are looked at; what is drawn is not there yet.
  if (!rendition.logo && !rendition.marks)
    prepareEncode(context.settings, { args: frameArguments(partAt(track, 0).track, rendition, false) });
  const frame = await posterFrame(track, rendition.trim, context);
  return frameImage({ track, rendition, frame }, context);
}

/** The number of the frame that the poster shows. @param clip in which it is; default all frames. @throws OnplayError as `rawThumbnails`. */
export async function posterFrame(
  track: VideoTrack,
  clip: ClipFrames | undefined,
  context: ImageContext,
): Promise<number> {
  const candidates = posterCandidates(track, clip);
  if (clip && candidates.length <= 1) return candidates[0] ?? clip.first;
  const thumbnails = await rawThumbnails(track, candidates, GRAY, context);
  const worth = thumbnails.map((luma) => pictureWorth(luma, LOOK.width));
  const best = worth.indexOf(Math.max(...worth));
  return candidates[best] ?? 0;
}
