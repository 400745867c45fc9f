/** The file from which ffmpeg adds the pattern of one segment: in a folder that it may read and nothing else is in. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { segmentPattern } from '../../shared/trace/pattern.js';
import type { VideoRendition } from '../rendition.js';
import { patternFrame } from './pattern-frame.js';

export interface PatternFile {
  /** Absolute. */
  readonly folder: string;
  /** Of the same folder: one raw frame of the rendition's size. */
  readonly frame: string;
}

/** So that ffmpeg, which runs as another user, finds what it is told of, and no other user lists the folder. */
const TRAVERSABLE = 0o711;
const READABLE = { mode: 0o644 } as const;

/**
 * Writes the file for a segment, and removes it when `use` has settled. Returns its result.
 * @param scratchFolder absolute. @throws what writing and `use` throw.
 */
export async function withPatternFile<T>(
  rendition: VideoRendition & Required<Pick<VideoRendition, 'trace'>>,
  segment: number,
  scratchFolder: string,
  use: (pattern: PatternFile) => Promise<T>,
): Promise<T> {
  await mkdir(scratchFolder, { recursive: true, mode: TRAVERSABLE });
  const folder = await mkdtemp(join(scratchFolder, 'pattern-'));
  try {
    await chmod(folder, TRAVERSABLE);
    const frame = join(folder, 'pattern.yuv');
    await writeFile(
      frame,
      patternFrame(segmentPattern(rendition.trace.patterns, segment), rendition),
      READABLE,
    );
    return await use({ folder, frame });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
