/**
 * The size of a JPEG image that is whole: all its marker segments, up to the end of image (ITU-T T.81 B.1).
 * @returns undefined for other bytes.
 */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength;
  if (length < 4 || view.getUint16(0) !== START || view.getUint16(length - 2) !== END) return undefined;
  for (let at = 2; at + 9 <= length; ) {
    const marker = view.getUint16(at);
    if (isFrameHeader(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker < 0xff01 || marker === START_OF_SCAN) return undefined;
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
}

const START = 0xffd8;
const END = 0xffd9;
const START_OF_SCAN = 0xffda;
/** `DHT`, `JPG` and `DAC`, which lie among the frame headers. */
const NO_FRAME_HEADERS: ReadonlySet<number> = new Set([0xffc4, 0xffc8, 0xffcc]);

function isFrameHeader(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && !NO_FRAME_HEADERS.has(marker);
}
