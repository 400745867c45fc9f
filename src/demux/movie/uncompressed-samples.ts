/** Uncompressed audio has one sample per PCM frame (a value of each channel); they are grouped into blocks. */

import type { MediaSamples } from '../media-samples.js';
import type { Chunks } from './chunks.js';

/** About 85 ms at 48 kHz. */
export const MAX_BLOCK_PCM_FRAMES = 4096;

/** Number of blocks that the PCM frames of all chunks are grouped into. */
export function countBlocks(chunks: Chunks): number {
  let blocks = 0;
  chunks((_, pcmFrames) => {
    blocks += Math.ceil(pcmFrames / MAX_BLOCK_PCM_FRAMES);
    return true;
  });
  return blocks;
}

/**
 * Fills in the blocks of all chunks; a block never spans two chunks.
 * @param samples allocated for `countBlocks` samples.
 * @param bytesPerPcmFrame see `AudioDescription`.
 * @param duration of a PCM frame, in ticks.
 */
export function fillUncompressed(
  samples: MediaSamples,
  chunks: Chunks,
  bytesPerPcmFrame: number,
  duration: number,
): void {
  let block = 0;
  let first = 0;
  chunks((chunkOffset, pcmFrames, description) => {
    let offset = chunkOffset;
    for (let left = pcmFrames; left > 0; block++) {
      const taken = Math.min(left, MAX_BLOCK_PCM_FRAMES);
      samples.offsets[block] = offset;
      samples.sizes[block] = taken * bytesPerPcmFrame;
      samples.compositionTimes[block] = first * duration;
      samples.durations[block] = taken * duration;
      samples.descriptions[block] = description;
      offset += taken * bytesPerPcmFrame;
      first += taken;
      left -= taken;
    }
    return true;
  });
  samples.sync.fill(1);
}
