import {
  type AnimatedEncoding,
  BT601,
  BT709,
  type ImageEncoding,
  type ImageSize,
  type RawForm,
  type StillEncoding,
} from './image-encoding.js';

const form: RawForm = {
  colour: { primaries: BT709, transfer: BT709, matrix: BT601, fullRange: false },
  pixelFormat: 'yuv420p',
};

const still: StillEncoding = {
  form,
  arguments: ['-c:v', 'libwebp', '-quality', '78', '-compression_level', '4', '-f', 'image2pipe'],
};

const animated: AnimatedEncoding = {
  form,
  filters: [],
  arguments: [
    ...['-c:v', 'libwebp_anim', '-quality', '60', '-compression_level', '3', '-loop', '0', '-f', 'webp'],
  ],
};

export const webp = { encoder: 'libwebp', sizeOf, still, animated } satisfies ImageEncoding & {
  still: StillEncoding;
  animated: AnimatedEncoding;
};

/** The size of an image that is whole: its RIFF header counts its bytes (RFC 9649 2.4). */
function sizeOf(bytes: Uint8Array): ImageSize | undefined {
  const size = webpCanvasSize(bytes);
  const { buffer, byteOffset, byteLength } = bytes;
  return size && new DataView(buffer, byteOffset).getUint32(4, true) + 8 === byteLength ? size : undefined;
}

/** Of a VP8 key frame (RFC 6386 9.1); the bits above the sizes are hints for scaling. */
const VP8_START_CODE = 0x9d012a;
const VP8_SIZE_BITS = 0x3fff;
const VP8L_SIGNATURE = 0x2f;

/** The size in the first chunk: `VP8 `, `VP8L` or `VP8X` (RFC 9649 2.5 to 2.7). @returns undefined for other bytes. */
export function webpCanvasSize(bytes: Uint8Array): ImageSize | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number) => buffer.toString('latin1', at, at + 4);
  if (buffer.length < 30 || tag(0) !== 'RIFF' || tag(8) !== 'WEBP') return undefined;
  if (tag(12) === 'VP8X')
    return { width: buffer.readUIntLE(24, 3) + 1, height: buffer.readUIntLE(27, 3) + 1 };
  if (tag(12) === 'VP8L' && buffer[20] === VP8L_SIGNATURE) {
    const bits = buffer.readUInt32LE(21);
    return { width: (bits & VP8_SIZE_BITS) + 1, height: ((bits >>> 14) & VP8_SIZE_BITS) + 1 };
  }
  if (tag(12) !== 'VP8 ' || buffer.readUIntBE(23, 3) !== VP8_START_CODE) return undefined;
  return {
    width: buffer.readUInt16LE(26) & VP8_SIZE_BITS,
    height: buffer.readUInt16LE(28) & VP8_SIZE_BITS,
  };
}
