import { avif as avifFile } from '../../../packager/index.js';
import { BT709, type ImageEncoding, type ImageSize, type StillEncoding } from './image-encoding.js';

/** IEC 61966-2-1: shown as images without a profile are. */
const SRGB = 13;
const colour = { primaries: BT709, transfer: SRGB, matrix: BT709, fullRange: false };

const still: StillEncoding = {
  form: { colour, pixelFormat: 'yuv420p' },
  // The muxer for AVIF needs an output that can be sought.
  arguments: [
    ...['-c:v', 'libaom-av1', '-usage', 'allintra', '-still-picture', '1', '-cpu-used', '8'],
    ...['-crf', '25', '-b:v', '0', '-threads', '1', '-f', 'obu'],
  ],
  file: (units, size) => avifFile({ ...size, units, colour }),
};

export const avif = { encoder: 'libaom-av1', sizeOf, still } satisfies ImageEncoding & {
  still: StillEncoding;
};

/** The size in the `ispe` property of an image that is whole: its boxes fill the bytes (ISO/IEC 23008-12 6.5.3). */
function sizeOf(bytes: Uint8Array): ImageSize | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.toString('latin1', 4, 12) !== 'ftypavif') return undefined;
  let at = 0;
  while (at + 8 <= buffer.length) at += Math.max(8, buffer.readUInt32BE(at));
  const size = buffer.indexOf('ispe', 0, 'latin1');
  if (at !== buffer.length || size < 0 || size + 16 > buffer.length) return undefined;
  return { width: buffer.readUInt32BE(size + 8), height: buffer.readUInt32BE(size + 12) };
}
