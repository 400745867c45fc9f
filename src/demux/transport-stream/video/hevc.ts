import { readHevcPicture } from '../../../bitstream/index.js';
import type { Finding, VideoRules } from './video-rules.js';

/** `nal_unit_type` (ITU-T H.265 table 7-1). */
const FIRST_OTHER = 32;
const PREFIX_SEI = 39;
const PARAMETER_SETS_AND_DELIMITER = { first: 32, last: 35 } as const;
const HEADER_BYTES = 2;
const SEGMENT_BYTES = 3;
/** A recovery point comes before captions and other long messages. */
const SEI_BYTES = 256;

/** HEVC: which NAL units begin an access unit (ITU-T H.265 7.4.2.4.4). */
export class HevcRules implements VideoRules {
  read(head: Uint8Array) {
    return readHevcPicture(head, 'start codes');
  }

  headBytes(first: number): number {
    const type = typeOf(first);
    if (type < FIRST_OTHER) return SEGMENT_BYTES;
    if (type === PREFIX_SEI) return SEI_BYTES;
    return isOpening(type) ? HEADER_BYTES : 0;
  }

  look(head: Uint8Array): Finding {
    if (typeOf(head[0]!) >= FIRST_OTHER) return 'opening';
    // first_slice_segment_in_pic_flag
    return head.byteLength === SEGMENT_BYTES && head[HEADER_BYTES]! >> 7 === 1 ? 'picture' : 'nothing';
  }
}

const typeOf = (first: number): number => (first >> 1) & 0x3f;

function isOpening(type: number): boolean {
  const { first, last } = PARAMETER_SETS_AND_DELIMITER;
  return (type >= first && type <= last) || (type >= 41 && type <= 44) || type >= 48;
}
