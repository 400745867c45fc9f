/** The logo of an asset in images: of a frame, of frames in motion, and of many frames that are far apart. */
import { tmpdir } from 'node:os';
import { frameTime, type VideoTrack } from '../../../tracks/index.js';
import type { EncoderSettings } from '../../encoder.js';
import { FEED_START_SECONDS } from '../../feed/feed-plan.js';
import { withScratchFolder } from '../../ffmpeg/scratch-folder.js';
import { type ImageStay, imageStays } from '../../marks/images/image-stays.js';
import { placedImages, writeImages } from '../../marks/images/placed-images.js';
import { withMarkFiles } from '../../marks/mark-files.js';
import type { FramesTimes } from '../../plan/burn-filters.js';
import type { DrawnImage } from '../../plan/mark-image-filters.js';
import type { ImageRendition } from '../../rendition.js';

/** What a logo is drawn from. */
export interface PictureLogo {
  /** Absolute; has all that is drawn. */
  readonly folder: string;
  readonly images: readonly DrawnImage[];
  /** Of the frames that it is drawn into, by which the images have theirs. */
  readonly times: FramesTimes;
}

type WithLogo = Pick<ImageRendition, 'logo' | 'width' | 'height'>;

/**
 * Writes the files of a logo for frames of a feed that are presented one after the other, and removes them when `use` has settled; without
 * any where it is not shown. Returns its result.
 * @param first the number of the first frame. @param seconds from it to the last one.
 * @throws Error for an image that is not there; what writing and `use` throw.
 */
export function withLogoInMotion<T>(
  { markImages = new Map(), scratchFolder = tmpdir() }: EncoderSettings,
  rendition: WithLogo,
  { track, first, seconds }: { readonly track: VideoTrack; readonly first: number; readonly seconds: number },
  use: (logo?: PictureLogo) => Promise<T>,
): Promise<T> {
  const { timescale } = track;
  const firstTime = frameTime(track, first);
  const start = (1000 * firstTime) / timescale;
  const place = { scratchFolder, images: markImages, standIns: [] };
  return withMarkFiles(rendition, { start, end: start + 1000 * seconds }, place, (files) => {
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
 * The same for single frames in a feed that has them at seconds of its own: the images have the times of the feed.
 * @throws as `withLogoInMotion`.
 */
export async function withLogoOnEach<T>(
  { markImages = new Map(), scratchFolder = tmpdir() }: EncoderSettings,
  { logo = [], width, height }: WithLogo,
  { track, frames }: { readonly track: VideoTrack; readonly frames: readonly FedFrame[] },
  use: (logo?: PictureLogo) => Promise<T>,
): Promise<T> {
  const size = { width, height };
  const placed = placedImages(logo, size, markImages, (mark, drawn) =>
    frames.flatMap(({ frame, second }) => {
      const time = (1000 * frameTime(track, frame)) / track.timescale;
      const moment = { start: time + ROUNDING_MS, end: time + 2 * ROUNDING_MS };
      return imageStays(mark, drawn, size, moment)
        .slice(0, 1)
        .map((stay) => atSecond(stay, second));
    }),
  );
  if (placed.length === 0) return use();
  const start = FEED_START_SECONDS * track.timescale;
  const times = { firstTime: start, lastTime: start, timescale: track.timescale };
  return withScratchFolder(scratchFolder, 'logo-', async (folder) =>
    use({ folder, images: await writeImages(folder, placed), times }),
  );
}

/** A mark that ends, or begins, so soon after the time of a frame is shown in it as in a segment; see `overlaying`. */
const ROUNDING_MS = 0.1;
/** Frames of the feed are a second apart. */
const HALF_SECOND_MS = 500;

function atSecond(stay: ImageStay, second: number): ImageStay {
  const at = 1000 * (FEED_START_SECONDS + second);
  return { ...stay, start: at - HALF_SECOND_MS, end: at + HALF_SECOND_MS };
}
