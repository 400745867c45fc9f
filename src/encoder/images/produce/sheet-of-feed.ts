/** Decodes keyframes and lays them out in one process. */
import type { VideoTrack } from '../../../tracks/index.js';
import { segmentUnplayable } from '../../produce/encode/encode-chunk.js';
import { feedDoubts } from '../../produce/encode/feed-doubts.js';
import type { ImageRendition } from '../../rendition.js';
import { segmentInvalid } from '../../segment-invalid.js';
import { imageFile } from '../formats/image-file.js';
import { encodePicture } from './encode-picture.js';
import type { ImageContext } from './frame-image.js';
import { withDrawingOnEach } from './picture-drawing.js';
import { pictureFeed } from './picture-feed.js';
import { fedSheetArguments } from './sheet-arguments.js';

/** Frames of one part of a track, each in several places of a sheet. */
export interface PlacedFrames {
  readonly track: VideoTrack;
  /** Sync samples, ascending. */
  readonly frames: readonly number[];
  /** The first place of each. */
  readonly firsts: readonly number[];
  /** How many places are filled. */
  readonly count: number;
}

/** @throws OnplayError `segment_unplayable` or `segment_invalid` if a frame is lost; the errors of reading the master and of running ffmpeg. */
export function sheetOfFeed(
  { track, frames, firsts, count }: PlacedFrames,
  rendition: ImageRendition & Required<Pick<ImageRendition, 'grid'>>,
  { settings, source, signal }: ImageContext,
): Promise<Uint8Array> {
  const { grid, format, width, height } = rendition;
  const fed = frames.map((frame, i) => ({ frame, second: firsts[i]! }));
  return withDrawingOnEach(settings, rendition, { track, frames: fed }, (drawing) => {
    const args = fedSheetArguments(track, rendition, { grid, places: count, drawing });
    const command = { args, outputs: 3, drawing };
    const input = pictureFeed(track, frames, source, firsts);
    return encodePicture(settings, command, input, signal, ({ stdout, stderr, furtherOutputs }) => {
      const doubts = feedDoubts(stderr, true);
      if (doubts.length > 0) throw segmentUnplayable(new Error(doubts.join('\n')));
      const [decoded = 0, filled = 0] = furtherOutputs.map(listedFrames);
      if (decoded !== frames.length || filled !== count)
        throw segmentInvalid(`${decoded} frames in ${filled} places, not ${frames.length} in ${count}`);
      return imageFile(stdout, { format, width: width * grid.columns, height: height * grid.rows });
    });
  });
}

/** Lines of a list of frames that are not of its header. */
function listedFrames(list: Uint8Array): number {
  const lines = Buffer.from(list).toString('latin1').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).length;
}
