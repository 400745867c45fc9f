/** The file from which ffmpeg adds the pattern of one segment: in a folder that it may read and nothing else is in. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { segmentPattern } from '../../shared/trace/pattern.js';
import { READABLE, withScratchFolder } from '../ffmpeg/scratch-folder.js';
import type { VideoRendition } from '../rendition.js';
import { patternFrame } from './pattern-frame.js';

export interface PatternFile {
  /** Absolute. */
  readonly folder: string;
  /** Of the same folder: one raw frame of the rendition's size. */
  readonly frame: string;
}

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
  return withScratchFolder(scratchFolder, 'pattern-', async (folder) => {
    const frame = join(folder, 'pattern.yuv');
    const pattern = segmentPattern(rendition.trace.patterns, rendition.trace.segment ?? segment);
    await writeFile(frame, patternFrame(pattern, rendition), READABLE);
    return use({ folder, frame });
  });
}
