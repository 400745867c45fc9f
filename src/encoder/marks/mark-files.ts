/** The files from which ffmpeg draws the marks of one segment. */
import { subtitleFile } from '../../matroska/index.js';
import type { Mark } from '../../shared/marks/mark.js';
import type { MarkTimes } from '../../shared/marks/mark-times.js';
import { type BurnFiles, type BurnPlace, writeTextFiles } from '../burn/burn-files.js';
import { withScratchFolder } from '../ffmpeg/scratch-folder.js';
import type { DrawnImage } from '../plan/mark-image-filters.js';
import type { VideoRendition } from '../rendition.js';
import { imageStays } from './images/image-stays.js';
import type { MarkImages } from './images/mark-images.js';
import { type PlacedImage, placedImages, writeImages } from './images/placed-images.js';
import { canvasOf, type ScriptLine, scriptBlock, scriptHeader, scriptLines } from './mark-script.js';

/** What marks are drawn from. */
export interface MarkFiles {
  /** Absolute; has all that is drawn. */
  readonly folder: string;
  /** Absent where none is text. */
  readonly text?: BurnFiles;
  readonly images: readonly DrawnImage[];
}

export type MarkedFrames = Pick<VideoRendition, 'marks' | 'logo' | 'width' | 'height'>;

export interface MarkPlace extends BurnPlace {
  readonly images: MarkImages;
}

/** What is drawn into frames: images, and text above them. */
export interface PlacedMarks {
  /** In the order of their starts. */
  readonly lines: readonly ScriptLine[];
  readonly images: readonly PlacedImage[];
}

/** Around a segment, so that no rounding of a frame's time leaves its first or its last frame out. */
const AROUND_MS = 100;

/**
 * Writes the files for a range of a rendition with marks, or with a logo, and removes them when `use` has settled; without any where
 * nothing is shown. Returns its result.
 * @param range the segment, in milliseconds of the asset.
 * @throws Error where no mark of the session is shown within the range: the segment would be one without; what writing and `use` throw.
 */
export async function withMarkFiles<T>(
  rendition: MarkedFrames,
  range: MarkTimes,
  place: MarkPlace,
  use: (files?: MarkFiles) => Promise<T>,
): Promise<T> {
  const around = {
    start: Math.max(0, Math.floor(range.start) - AROUND_MS),
    end: Math.ceil(range.end) + AROUND_MS,
  };
  const { marks, logo = [] } = rendition;
  const placed = (list: readonly Mark[]) =>
    placedImages(list, rendition, place.images, (mark, drawn) => imageStays(mark, drawn, rendition, around));
  const lines = scriptLines(marks?.list ?? [], around, canvasOf(rendition));
  const [below, above] = [placed(logo), placed(marks?.list ?? [])];
  if (marks && lines.length + above.length === 0)
    throw new Error('no mark is shown in a segment that has marks');
  return withFilesOf({ lines, images: [...below, ...above] }, rendition, place, use);
}

/** The same for what is placed already. @throws Error where there is text and no font; what writing and `use` throw. */
export async function withFilesOf<T>(
  { lines, images: placed }: PlacedMarks,
  frame: FrameSize,
  { standIns, scratchFolder }: BurnPlace,
  use: (files?: MarkFiles) => Promise<T>,
): Promise<T> {
  if (lines.length > 0 && standIns.length === 0) throw new Error('there is no font to draw marks with');
  if (lines.length + placed.length === 0) return use();
  return withScratchFolder(scratchFolder, 'marks-', async (folder) => {
    const script = { name: 'marks.mkv', bytes: markScript(frame, lines), fonts: standIns };
    const text = lines.length > 0 ? await writeTextFiles(folder, script) : undefined;
    const images = await writeImages(folder, placed);
    return use({ folder, ...(text && { text }), images });
  });
}

type FrameSize = Pick<MarkedFrames, 'width' | 'height'>;

function markScript(frame: FrameSize, lines: readonly ScriptLine[]): Uint8Array {
  const header = scriptHeader(canvasOf(frame));
  return subtitleFile(
    { codecId: 'S_TEXT/ASS', codecPrivate: Buffer.from(header) },
    lines.map((line, order) => ({
      ...{ start: line.start, duration: line.end - line.start },
      bytes: Buffer.from(scriptBlock(line, order)),
    })),
  );
}
