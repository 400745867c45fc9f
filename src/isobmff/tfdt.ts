import { fullBox, u64 } from './box.js';
import { type BoxSpan, fieldsOf } from './read-boxes.js';

/**
 * ISO/IEC 14496-12 8.8.12 Track fragment decode time box, version 1
 *
 *     baseMediaDecodeTime  u64  ticks: the durations of all earlier samples, summed
 */
export function tfdt(baseMediaDecodeTime: number): Uint8Array {
  return fullBox('tfdt', 1, 0, u64(baseMediaDecodeTime));
}

/** The decode time of a fragment's first sample, in ticks. */
export function readTfdt(bytes: Uint8Array, span: BoxSpan): number {
  const fields = fieldsOf(bytes, span);
  const version = fields.u8();
  fields.skip(3);
  return version === 1 ? fields.u64() : fields.u32();
}
