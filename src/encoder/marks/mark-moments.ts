/** Marks and logos in single frames of a feed that has them at times of its own. */
import { type ImageMark, isText, type Mark } from '../../shared/marks/mark.js';
import { isShownWithin, type MarkTimes } from '../../shared/marks/mark-times.js';
import { type ImageStay, imageStays } from './images/image-stays.js';
import { placedImages } from './images/placed-images.js';
import { type MarkedFrames, type MarkFiles, type MarkPlace, withFilesOf } from './mark-files.js';
import { canvasOf, type ScriptLine, scriptLines } from './mark-script.js';

/** A frame, in milliseconds. */
export interface DrawnMoment {
  /** When it is presented in the asset. */
  readonly time: number;
  /** When it is in the feed: a second from others, and later than those before it. */
  readonly drawnAt: number;
}

/** A mark that ends, or begins, so soon after the time of a frame is shown in it as in a segment; see `overlaying`. */
const ROUNDING_MS = 0.1;
/** Frames of the feed are a second apart. */
const HALF_SECOND_MS = 500;

/**
 * Writes the files of what is shown in the frames, at their times in the feed, and removes them when `use` has settled; without any where
 * nothing is shown. Returns its result.
 * @throws Error for an image or a font that is not there; what writing and `use` throw.
 */
export function withMarksOfMoments<T>(
  frame: MarkedFrames,
  moments: readonly DrawnMoment[],
  place: MarkPlace,
  use: (files?: MarkFiles) => Promise<T>,
): Promise<T> {
  const { logo = [], marks } = frame;
  const list = marks?.list ?? [];
  const below = placedImages(logo, frame, place.images, (mark, drawn) =>
    moments.flatMap((moment) => {
      const range = { start: moment.time + ROUNDING_MS, end: moment.time + 2 * ROUNDING_MS };
      return firstStay(imageStays(mark, drawn, frame, range), moment);
    }),
  );
  const above = placedImages(list, frame, place.images, (mark, drawn) =>
    shownAt(mark, moments).flatMap((moment) =>
      firstStay(imageStays(mark, drawn, frame, rangeAt(moment)), moment),
    ),
  );
  return withFilesOf(
    { lines: linesOf(list, frame, moments), images: [...below, ...above] },
    frame,
    place,
    use,
  );
}

function linesOf(
  marks: readonly Mark[],
  frame: MarkedFrames,
  moments: readonly DrawnMoment[],
): readonly ScriptLine[] {
  const canvas = canvasOf(frame);
  const lines = marks
    .filter(isText)
    .flatMap((mark) =>
      shownAt(mark, moments).flatMap((moment) =>
        firstStay(scriptLines([mark], rangeAt(moment), canvas), moment),
      ),
    );
  return lines.sort((a, b) => a.start - b.start);
}

/** As segments are told by it that have a mark. */
function shownAt(mark: Mark | ImageMark, moments: readonly DrawnMoment[]): readonly DrawnMoment[] {
  return moments.filter(({ time }) => isShownWithin(mark, time, time));
}

function rangeAt({ time }: DrawnMoment): MarkTimes {
  return { start: time, end: time + ROUNDING_MS };
}

/** Where it stands at a moment, at the time of the feed. */
function firstStay<S extends ImageStay | ScriptLine>(stays: readonly S[], { drawnAt }: DrawnMoment): S[] {
  return stays
    .slice(0, 1)
    .map((stay) => ({ ...stay, start: drawnAt - HALF_SECOND_MS, end: drawnAt + HALF_SECOND_MS }));
}
