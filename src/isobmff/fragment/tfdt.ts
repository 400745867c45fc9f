import type { Box } from '../boxes/read-box.js';
import { fullBox, u64 } from '../boxes/write-box.js';

/**
 * ISO/IEC 14496-12 8.8.12 Track fragment decode time box, written in version 1
 *
 *     baseMediaDecodeTime  u32 or, in version 1, u64  in ticks: the sum of the durations of all earlier samples
 */
export function tfdt(baseMediaDecodeTime: number): Uint8Array {
  return fullBox('tfdt', 1, 0, u64(baseMediaDecodeTime));
}

/** Reads the decode time of the first sample of a track fragment, in ticks; either version. */
export function readTfdt(box: Box): number {
  const { version, fields } = box.fullBox();
  return fields.time(version);
}
