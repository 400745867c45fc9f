/** Frames of VC-1 in its advanced profile (SMPTE ST 421 annex G), as `WVC1` and `vc-1`. */
import { BitReader } from './bit-reader.js';
import type { CodedPicture } from './coded-picture.js';
import { startCodes } from './start-codes.js';

/** Start codes (table 255). */
const CODE = { frame: 0x0d, entryPoint: 0x0e } as const;

/**
 * Reads the first frame of a sample. Decoding begins with an entry point; `closed_entry` says whether leading pictures need
 * what is before it. The start code of the frame itself may be left out.
 */
export function readVc1Picture(head: Uint8Array): CodedPicture {
  let access: CodedPicture['access'] = 'none';
  for (const { code, content } of startCodes(head)) {
    if (code === CODE.frame) break;
    if (code !== CODE.entryPoint) continue;
    const reader = new BitReader(head.subarray(content, content + 1));
    // broken_link, closed_entry
    reader.skip(1);
    access = reader.flag() ? 'independent' : 'open';
  }
  return { access, recoveryFrames: 0, isReference: true, type: access === 'none' ? 'P' : 'I' };
}
