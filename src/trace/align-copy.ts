/** Finds when in a film a copy begins, and how it is cropped. */
import { agreementOf, alignPicture, type FramePair } from './align-picture.js';
import { alignTime, nearestFrame } from './align-time.js';
import { type Features, featuresOf } from './frame-features.js';
import {
  COPY_GRID,
  type FrameSource,
  type LumaFrame,
  MASTER_GRID,
  PER_SECOND,
  readEach,
  segmentsBetween,
  segmentsOf,
} from './luma-frame.js';
import type { PicturePlace } from './picture-place.js';

/** By the first, few are compared in vain; by the second, no film is taken for another. */
const MIN_TIME_AGREEMENT = 0.4;
const MIN_PICTURE_AGREEMENT = 0.8;
/** How many frames the place is found with. */
const PLACED_FRAMES = 12;
/** In seconds: as far as the coarse offset may be off, and the step. */
const FINE = { around: 0.2, step: 0.01 } as const;
/** The offset of the copy, to a tenth of a second; undefined for a copy of another film. */
export async function findInFilm(
  frames: readonly LumaFrame[],
  film: FrameSource,
  onProgress: (done: number) => void,
): Promise<number | undefined> {
  const known: Features[] = [];
  await readEach(film, segmentsOf(film), PER_SECOND, (some, segment) => {
    known.push(...some.map((frame) => featuresOf(frame, MASTER_GRID)));
    onProgress((segment + 1) / film.segments);
  });
  const found = alignTime(
    frames.map((frame) => featuresOf(frame, COPY_GRID)),
    known,
  );
  return found && found.agreement >= MIN_TIME_AGREEMENT ? found.offset : undefined;
}

/** Time and place to a frame and to a pixel, each with the other; undefined where the frames are not the same. */
export async function alignCopy(
  frames: readonly LumaFrame[],
  film: FrameSource,
  coarse: number,
): Promise<{ readonly offset: number; readonly place: PicturePlace } | undefined> {
  const begins = film.boundaries[0]!;
  const ends = film.boundaries.at(-1)!;
  const within = frames.filter(({ time }) => time + coarse >= begins && time + coarse < ends);
  const chosen = Array.from(
    { length: PLACED_FRAMES },
    (_, i) => within[Math.floor(((i + 0.5) * within.length) / PLACED_FRAMES)],
  ).filter((frame) => frame !== undefined);
  const around = new Map<LumaFrame, readonly LumaFrame[]>();
  for (const frame of new Set(chosen)) around.set(frame, await framesAround(film, frame.time + coarse));
  const pairsAt = (offset: number) =>
    [...around].flatMap(([copy, master]): FramePair[] => {
      if (master.length === 0) return [];
      return [{ copy, master: master[nearestFrame(master, copy.time + offset)]! }];
    });
  const rough = alignPicture(pairsAt(coarse));
  const offset = finestOffset(coarse, (one) => agreementOf(pairsAt(one), rough.place));
  const { place, agreement } = alignPicture(pairsAt(offset), rough.place);
  return agreement >= MIN_PICTURE_AGREEMENT ? { offset, place } : undefined;
}

/** Of the segments that a time is near to. */
async function framesAround(film: FrameSource, time: number): Promise<readonly LumaFrame[]> {
  const segments = segmentsBetween(film, time - FINE.around, time + FINE.around);
  const frames = await Promise.all(segments.map((segment) => film.read(segment)));
  return frames.flat();
}

function finestOffset(coarse: number, agreementAt: (offset: number) => number): number {
  const steps = Math.round(FINE.around / FINE.step);
  const tried = Array.from({ length: 2 * steps + 1 }, (_, i) => {
    const offset = coarse + (i - steps) * FINE.step;
    return { offset, agreement: agreementAt(offset) };
  });
  const best = Math.max(...tried.map(({ agreement }) => agreement));
  // Of all that give the same frames, the one in the middle.
  const same = tried.filter(({ agreement }) => agreement > best - 1e-6);
  return same[same.length >> 1]!.offset;
}
