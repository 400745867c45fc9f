import { BT601, BT709, type ImageEncoding, type ImageSize, type StillEncoding } from './image-encoding.js';

const still: StillEncoding = {
  form: {
    colour: { primaries: BT709, transfer: BT709, matrix: BT601, fullRange: true },
    pixelFormat: 'yuvj420p',
  },
  arguments: ['-c:v', 'mjpeg', '-q:v', '4', '-threads', '1', '-f', 'image2pipe'],
};

export const jpg = { encoder: 'mjpeg', sizeOf: jpegSize, still } satisfies ImageEncoding & {
  still: StillEncoding;
};

const START = 0xffd8;
const END = 0xffd9;
const START_OF_SCAN = 0xffda;
/** `DHT`, `JPG` and `DAC`, which lie among the frame headers. */
const NO_FRAME_HEADERS: ReadonlySet<number> = new Set([0xffc4, 0xffc8, 0xffcc]);

/**
 * The size of a JPEG image that is whole: from the start to the end of image (ITU-T T.81 B.1).
 * @returns undefined for other bytes.
 */
export function jpegSize(bytes: Uint8Array): ImageSize | undefined {
  const { byteLength } = bytes;
  const end = byteLength < 4 ? 0 : bytes[byteLength - 2]! * 256 + bytes[byteLength - 1]!;
  return end === END ? frameHeaderSize(bytes) : undefined;
}

/** The size in the frame header (ITU-T T.81 B.2.2), before the first scan. @returns undefined for other bytes. */
export function frameHeaderSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 4 || view.getUint16(0) !== START) return undefined;
  for (let at = 2; at + 9 <= bytes.byteLength; ) {
    const marker = view.getUint16(at);
    if (isFrameHeader(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker < 0xff01 || marker === START_OF_SCAN) return undefined;
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
}

function isFrameHeader(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && !NO_FRAME_HEADERS.has(marker);
}
