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

/**
 * Reads the decode time of the first sample of a track fragment, either version.
 *
 * @param since in ticks, as the result is: taken off before the time becomes a number, as recorders count from 1970 or 1601
 */
export function readTfdt(box: Box, since = 0n): number {
  const { version, fields } = box.fullBox();
  if (since === 0n) return fields.time(version);
  const high = version === 1 ? BigInt(fields.u32()) : 0n;
  return Number((high << 32n) + BigInt(fields.u32()) - since);
}
