/** Writes caption data into samples of H.264. */
import { framedUnits } from '../nal-stream.js';
import {
  ATSC_PROVIDER,
  type Construct,
  MAX_CONSTRUCTS,
  REGISTERED_USER_DATA,
  userDataOf,
} from './caption-data.js';

const SEI_NAL_UNIT = 6;
const RBSP_STOP = 0x80;
const LAST_SLICE = 5;
/** Bytes of the length field of a NAL unit. */
const LENGTH_BYTES = 4;

/**
 * Returns the sample with an SEI NAL unit that has the constructs, after the parameter sets and before the first slice (ITU-T
 * H.264 7.4.1.2.3).
 * @param sample of NAL units with length fields of four bytes.
 */
export function withCaptions(sample: Uint8Array, constructs: readonly Construct[]): Uint8Array {
  if (constructs.length === 0) return sample;
  const at = firstSlice(sample);
  return Buffer.concat([sample.subarray(0, at), seiUnit(constructs), sample.subarray(at)]);
}

/** Offset of the length field of the first slice, or the end. */
function firstSlice(sample: Uint8Array): number {
  for (const { start } of framedUnits(sample, LENGTH_BYTES)) {
    const type = sample[start]! & 0x1f;
    if (type >= 1 && type <= LAST_SLICE) return start - LENGTH_BYTES;
  }
  return sample.byteLength;
}

/**
 * A NAL unit with its length field. It needs no emulation prevention: no two bytes of data are adjacent to a third below four, as the
 * marker bits of each construct are set.
 */
function seiUnit(constructs: readonly Construct[]): Uint8Array {
  const messages: number[] = [];
  for (let first = 0; first < constructs.length; first += MAX_CONSTRUCTS) {
    const userData = userDataOf(constructs.slice(first, first + MAX_CONSTRUCTS));
    const payload = [...ATSC_PROVIDER, ...userData];
    messages.push(REGISTERED_USER_DATA, payload.length, ...payload);
  }
  const unit = Buffer.alloc(LENGTH_BYTES + messages.length + 2);
  unit.writeUInt32BE(messages.length + 2);
  unit.set([SEI_NAL_UNIT, ...messages, RBSP_STOP], LENGTH_BYTES);
  return unit;
}
