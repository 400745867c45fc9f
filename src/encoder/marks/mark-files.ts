/** The files from which ffmpeg draws the marks of one segment. */
import { subtitleFile } from '../../matroska/index.js';
import type { MarkTimes } from '../../shared/marks/mark-times.js';
import { type BurnFiles, type BurnPlace, withTextFiles } from '../burn/burn-files.js';
import type { VideoRendition } from '../rendition.js';
import { canvasOf, scriptBlock, scriptHeader, scriptLines } from './mark-script.js';

/** Around a segment, so that no rounding of a frame's time leaves its first or its last frame out. */
const AROUND_MS = 100;
/**
 * Writes the files for a segment that has marks, and removes them when `use` has settled. Returns its result.
 * @param range the segment, in milliseconds of the asset.
 * @throws what writing and `use` throw.
 */
export async function withMarkFiles<T>(
  rendition: VideoRendition,
  range: MarkTimes,
  place: BurnPlace,
  use: (files: BurnFiles) => Promise<T>,
): Promise<T> {
  if (place.standIns.length === 0) throw new Error('there is no font to draw marks with');
  const bytes = markScript(rendition, range);
  return withTextFiles({ name: 'marks.mkv', bytes, fonts: place.standIns }, place, use);
}

/** @throws Error where nothing is shown within the range: the segment would be one without a mark. */
function markScript(rendition: VideoRendition, { start, end }: MarkTimes): Uint8Array {
  const canvas = canvasOf(rendition);
  const around = { start: Math.max(0, Math.floor(start) - AROUND_MS), end: Math.ceil(end) + AROUND_MS };
  const lines = scriptLines(rendition.marks?.list ?? [], around, canvas);
  if (lines.length === 0) throw new Error('no mark is shown in a segment that has marks');
  const format = { codecId: 'S_TEXT/ASS', codecPrivate: Buffer.from(scriptHeader(canvas)) };
  return subtitleFile(
    format,
    lines.map((line, order) => ({
      ...{ start: line.start, duration: line.end - line.start },
      bytes: Buffer.from(scriptBlock(line, order)),
    })),
  );
}
