/** Coded pictures of MPEG-1 and MPEG-2 video (ISO/IEC 11172-2, ISO/IEC 13818-2 6.2). */
import { BitReader } from './bit-reader.js';
import type { CodedPicture } from './coded-picture.js';
import { startCodes } from './start-codes.js';

/** Start codes (13818-2 table 6-1). */
const CODE = { picture: 0x00, sequence: 0xb3, group: 0xb8 } as const;
const TEMPORAL_REFERENCE_BITS = 10;
const TIME_CODE_BITS = 25;

/**
 * Reads the first picture of a sample. Decoding begins with an I picture that has a sequence header; `closed_gop` (6.3.8) says
 * whether leading pictures need what is before it.
 * @param isConfigured whether decoders have a sequence header already.
 * @returns undefined if no picture begins in the bytes.
 */
export function readMpeg2Picture(head: Uint8Array, isConfigured: boolean): CodedPicture | undefined {
  let hasSequence = isConfigured;
  let isClosed = false;
  for (const { code, content } of startCodes(head)) {
    const reader = new BitReader(head.subarray(content, content + 4));
    if (code === CODE.sequence) hasSequence = true;
    if (code === CODE.group) {
      reader.skip(TIME_CODE_BITS);
      isClosed = reader.flag();
    }
    if (code === CODE.picture) {
      reader.skip(TEMPORAL_REFERENCE_BITS);
      const type = reader.bits(3);
      if (reader.isExhausted) return undefined;
      const isPoint = type === 1 && hasSequence;
      return {
        access: isPoint ? (isClosed ? 'independent' : 'open') : 'none',
        recoveryFrames: 0,
        isReference: type !== 3,
        type: type === 1 ? 'I' : type === 3 ? 'B' : 'P',
      };
    }
  }
  return undefined;
}
