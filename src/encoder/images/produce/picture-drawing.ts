/** What is drawn into images, the logo of an asset and the marks of a session: into a frame, frames in motion, and many frames that are far apart. */
import { tmpdir } from 'node:os';
import { isShownWithin } from '../../../shared/marks/mark-times.js';
import { frameTime, type VideoTrack } from '../../../tracks/index.js';
import type { EncoderSettings } from '../../encoder.js';
import { FEED_START_SECONDS } from '../../feed/feed-plan.js';
import { type MarkFiles, withMarkFiles } from '../../marks/mark-files.js';
import { type DrawnMoment, withMarksOfMoments } from '../../marks/mark-moments.js';
import type { FramesTimes } from '../../plan/burn-filters.js';
import type { ImageRendition } from '../../rendition.js';

/** What images are drawn on with. */
export interface PictureDrawing extends MarkFiles {
  /** Of the frames that are drawn on, by which logo and marks have theirs. */
  readonly times: FramesTimes;
}

/** What is drawn on. */
export type DrawnPicture = Pick<ImageRendition, 'logo' | 'marks' | 'width' | 'height'>;

/**
 * Writes the files of what is drawn into frames of a feed that are presented one after the other, and removes them when `use` has settled;
 * without any where nothing is shown. Returns its result.
 * @param first the number of the first frame. @param seconds from it to the last one.
 * @throws Error for an image or a font that is not there; what writing and `use` throw.
 */
export function withDrawingInMotion<T>(
  settings: EncoderSettings,
  { marks, ...picture }: DrawnPicture,
  { track, first, seconds }: { readonly track: VideoTrack; readonly first: number; readonly seconds: number },
  use: (drawing?: PictureDrawing) => Promise<T>,
): Promise<T> {
  const { timescale } = track;
  const firstTime = frameTime(track, first);
  const start = (1000 * firstTime) / timescale;
  const range = { start, end: start + 1000 * seconds };
  // Of a session with marks, a picture that is chosen among frames may be of a time without one.
  const isMarked = marks?.list.some((mark) => isShownWithin(mark, range.start, range.end));
  const drawn = { ...picture, ...(marks && isMarked && { marks }) };
  return withMarkFiles(drawn, range, placeOf(settings), (files) => {
    if (!files) return use();
    const times = { firstTime, lastTime: firstTime + seconds * timescale, timescale };
    return use({ ...files, times });
  });
}

/** A frame, and the second of the feed that it is shown at, counted from its start. */
interface FedFrame {
  readonly frame: number;
  readonly second: number;
}

/**
 * The same for single frames in a feed that has them at seconds of its own, which logo and marks then have too.
 * @throws as `withDrawingInMotion`.
 */
export async function withDrawingOnEach<T>(
  settings: EncoderSettings,
  picture: DrawnPicture,
  { track, frames }: { readonly track: VideoTrack; readonly frames: readonly FedFrame[] },
  use: (drawing?: PictureDrawing) => Promise<T>,
): Promise<T> {
  const moments = frames.map(
    ({ frame, second }): DrawnMoment => ({
      time: (1000 * frameTime(track, frame)) / track.timescale,
      drawnAt: 1000 * (FEED_START_SECONDS + second),
    }),
  );
  const start = FEED_START_SECONDS * track.timescale;
  const times = { firstTime: start, lastTime: start, timescale: track.timescale };
  return withMarksOfMoments(picture, moments, placeOf(settings), (files) =>
    use(files && { ...files, times }),
  );
}

function placeOf({ markImages = new Map(), standInFonts, scratchFolder = tmpdir() }: EncoderSettings) {
  return { scratchFolder, images: markImages, standIns: standInFonts?.files ?? [] };
}
