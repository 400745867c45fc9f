/** Produces a sheet of small thumbnails, as a storyboard has them. */
import { partAt } from '../../../masters/index.js';
import type { VideoTrack } from '../../../tracks/index.js';
import { isFaultOfFeed } from '../../produce/chunks/confirm-chunks.js';
import type { ImageRendition } from '../../rendition.js';
import { framesOfSheet } from '../frames/storyboard.js';
import type { ImageContext } from './frame-image.js';
import { type PlacedFrames, sheetOfFeed } from './sheet-of-feed.js';
import { sheetOfThumbnails } from './sheet-of-thumbnails.js';

type SheetRendition = ImageRendition & Required<Pick<ImageRendition, 'grid'>>;

/**
 * The sheet with this number. Places after the end of the video are black. Both ways give the same bytes.
 * @throws OnplayError as `rawThumbnails`; `segment_invalid`.
 */
export async function sheetImage(
  track: VideoTrack,
  rendition: SheetRendition,
  sheet: number,
  context: ImageContext,
): Promise<Uint8Array> {
  const places = framesOfSheet(track, rendition.grid, sheet);
  const placed = placedInPart(track, places);
  if (placed) {
    try {
      return await sheetOfFeed(placed, rendition, context);
    } catch (error) {
      if (!isFaultOfFeed(error)) throw error;
    }
  }
  return sheetOfThumbnails(track, rendition, places, context);
}

/** Each frame once, with the first of its places; undefined where they are of several parts, each of which has a decoder of its own. */
function placedInPart(whole: VideoTrack, places: readonly number[]): PlacedFrames | undefined {
  const { track, firstFrame } = partAt(whole, places[0]!);
  if (partAt(whole, places.at(-1)!).track !== track) return undefined;
  const firsts = places.flatMap((frame, place) => (frame === places[place - 1] ? [] : [place]));
  return { track, frames: firsts.map((place) => places[place]! - firstFrame), firsts, count: places.length };
}
