/** Frames of VP8 and VP9. */
import { BitReader } from './bit-reader.js';
import { type CodedPicture, keyOrNot } from './coded-picture.js';

/** RFC 6386 9.1: the first bit of the frame tag, which is little-endian, is 0 for a key frame. */
export function readVp8Picture(head: Uint8Array): CodedPicture | undefined {
  const [tag] = head;
  return tag === undefined ? undefined : keyOrNot((tag & 1) === 0);
}

const FRAME_MARKER = 2;
const KEY_FRAME = 0;

/** VP9 bitstream specification 6.2: `uncompressed_header()`. Of a superframe the first frame decides. */
export function readVp9Picture(head: Uint8Array): CodedPicture | undefined {
  const reader = new BitReader(head.subarray(0, 2));
  if (reader.bits(2) !== FRAME_MARKER) return undefined;
  const isProfile3 = reader.bits(2) === 3;
  if (isProfile3) reader.skip(1);
  const showsExisting = reader.flag();
  const type = reader.bits(1);
  if (reader.isExhausted) return undefined;
  return keyOrNot(!showsExisting && type === KEY_FRAME);
}
