/** Codecs whose frames tell by their first bits whether they are keyframes. */
import { type CodedPicture, keyOrNot } from './coded-picture.js';

/** Microsoft's MPEG-4, versions 2 and 3, and WMV1: two bits, 0 for an I picture. */
export function readMsmpeg4Picture(head: Uint8Array): CodedPicture | undefined {
  return byFirstByte(head, (byte) => byte >> 6 === 0);
}

/** WMV2: one bit, 0 for an I picture. */
export function readWmv2Picture(head: Uint8Array): CodedPicture | undefined {
  return byFirstByte(head, (byte) => byte >> 7 === 0);
}

/** Theora specification 7.1: 0 for a data packet, then `FTYPE`, 0 for an intra frame. */
export function readTheoraPicture(head: Uint8Array): CodedPicture | undefined {
  return byFirstByte(head, (byte) => byte >> 6 === 0);
}

function byFirstByte(head: Uint8Array, isKey: (byte: number) => boolean): CodedPicture | undefined {
  const [byte] = head;
  return byte === undefined ? undefined : keyOrNot(isKey(byte));
}
