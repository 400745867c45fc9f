import { type AnimatedEncoding, BT709, type ImageEncoding, type ImageSize } from './image-encoding.js';

/** 256 colours, chosen by what changes; a pattern instead of noise, which would not compress. */
const PALETTE = [
  'split[all][same]',
  '[all]palettegen=stats_mode=diff[palette]',
  '[same][palette]paletteuse=dither=bayer:bayer_scale=4',
].join(';');

const animated: AnimatedEncoding = {
  form: {
    colour: { primaries: BT709, transfer: BT709, matrix: BT709, fullRange: true },
    pixelFormat: 'rgb24',
  },
  filters: [PALETTE],
  arguments: ['-c:v', 'gif', '-f', 'gif'],
};

export const gif = { encoder: 'gif', sizeOf, animated } satisfies ImageEncoding & {
  animated: AnimatedEncoding;
};

const TRAILER = 0x3b;
/** The last block of image data is empty. */
const BLOCK_TERMINATOR = 0;

/** The size of an image that is whole: from its signature to its trailer (GIF89a 17, 18 and 27). */
function sizeOf(bytes: Uint8Array): ImageSize | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 14 || buffer.toString('latin1', 0, 6) !== 'GIF89a') return undefined;
  if (buffer[buffer.length - 1] !== TRAILER || buffer[buffer.length - 2] !== BLOCK_TERMINATOR)
    return undefined;
  return { width: buffer.readUInt16LE(6), height: buffer.readUInt16LE(8) };
}
