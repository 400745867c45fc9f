/** Fill elements at the start of an AAC frame (ISO/IEC 14496-3 4.4.2.7). */

const FILL_ELEMENT = 6;
const ID_BITS = 3;
const COUNT_BITS = 4;
const ESCAPED_COUNT = 15;

/**
 * The frame without its leading fill elements; the frame itself where there are none. They hold no audio, but an encoder's
 * name in those of the first frame makes ffmpeg skip the audio of that frame.
 */
export function withoutLeadingFill(frame: Uint8Array): Uint8Array {
  let start = 0;
  while (bitsAt(frame, start, ID_BITS) === FILL_ELEMENT) {
    let end = start + ID_BITS + COUNT_BITS;
    let count = bitsAt(frame, start + ID_BITS, COUNT_BITS);
    if (count === ESCAPED_COUNT) {
      count += bitsAt(frame, end, 8) - 1;
      end += 8;
    }
    start = end + 8 * count;
    if (start + ID_BITS > 8 * frame.byteLength) return frame;
  }
  if (start === 0) return frame;
  const length = Math.ceil((8 * frame.byteLength - start) / 8);
  return Uint8Array.from({ length }, (_, i) => bitsAt(frame, start + 8 * i, 8));
}

/** Up to 8 bits as a number; bits beyond the end are 0. */
function bitsAt(bytes: Uint8Array, position: number, count: number): number {
  const first = position >> 3;
  const sixteen = ((bytes[first] ?? 0) << 8) | (bytes[first + 1] ?? 0);
  return (sixteen >> (16 - (position & 7) - count)) & ((1 << count) - 1);
}
