import { fullBox, u64 } from './box.js';
import { type BoxSpan, fieldsOf } from './read-boxes.js';

/**
 * ISO/IEC 14496-12 8.8.12 Track fragment decode time box, version 1
 *
 *     baseMediaDecodeTime  u64  in ticks: the sum of the durations of all earlier samples
 */
export function tfdt(baseMediaDecodeTime: number): Uint8Array {
  return fullBox('tfdt', 1, 0, u64(baseMediaDecodeTime));
}

/** Reads the decode time of the first sample of a track fragment, in ticks; either version. */
export function readTfdt(bytes: Uint8Array, span: BoxSpan): number {
  const fields = fieldsOf(bytes, span);
  const version = fields.u8();
  fields.skip(3);
  return version === 1 ? fields.u64() : fields.u32();
}
