/** Video object planes of MPEG-4 part 2 (ISO/IEC 14496-2 6.2). */
import { BitReader } from './bit-reader.js';
import type { CodedPicture, PictureType } from './coded-picture.js';
import { startCodes } from './start-codes.js';

/** Start codes (table 6-3). */
const CODE = { group: 0xb3, plane: 0xb6 } as const;
const TIME_CODE_BITS = 18;

/** A plane within a sample. */
interface VideoPlane {
  /** Offset of its start code. */
  readonly start: number;
  readonly picture: CodedPicture;
}

/** Yields the planes that begin in the bytes: several in one sample are packed, a B-VOP after the one it precedes. */
export function* videoPlanes(bytes: Uint8Array): Generator<VideoPlane> {
  let isClosed = false;
  for (const { code, prefix, content } of startCodes(bytes)) {
    const reader = new BitReader(bytes.subarray(content, content + 4));
    if (code === CODE.group) {
      reader.skip(TIME_CODE_BITS);
      isClosed = reader.flag();
    }
    if (code !== CODE.plane) continue;
    const type = TYPES[reader.bits(2)]!;
    if (reader.isExhausted) return;
    const access = type !== 'I' ? 'none' : isClosed ? 'independent' : 'open';
    yield { start: prefix, picture: { access, recoveryFrames: 0, isReference: type !== 'B', type } };
  }
}

/** `vop_coding_type` (table 6-20): a sprite predicts as a P-VOP does. */
const TYPES: readonly PictureType[] = ['I', 'P', 'B', 'P'];

/** Reads the first plane of a sample. @returns undefined if none begins in the bytes. */
export function readMpeg4Picture(head: Uint8Array): CodedPicture | undefined {
  const [plane] = videoPlanes(head);
  return plane?.picture;
}
