/** How images are encoded in each format. */
import { avif } from '../../packager/index.js';
import type { Colour } from '../../tracks/index.js';
import type { ImageFormat, ImageRendition } from '../rendition.js';

/** What the samples of raw images are. */
export interface RawForm {
  readonly colour: Colour;
  /** ffmpeg's name. */
  readonly pixelFormat: string;
}

interface StillFormat {
  /** What readers of the format take its samples for. */
  readonly form: RawForm;
  /** ffmpeg's options of the encoder and of the output. */
  readonly arguments: readonly string[];
  /** Makes a file of what ffmpeg writes, where that is none. */
  file?(bytes: Uint8Array, size: Pick<ImageRendition, 'width' | 'height'>): Uint8Array;
}

/** The formats that frames, posters and sheets are in. */
export type StillFormatName = Exclude<ImageFormat, 'gif'>;

const BT709 = 1;
/** BT.601, by which JPEG (JFIF) and WebP (VP8) are read whatever the size. */
const BT601 = 6;
/** IEC 61966-2-1: shown as images without a profile are. */
const SRGB = 13;
const avifColour = { primaries: BT709, transfer: SRGB, matrix: BT709, fullRange: false };

export const stillFormats: Readonly<Record<StillFormatName, StillFormat>> = {
  jpg: {
    form: {
      colour: { primaries: BT709, transfer: BT709, matrix: BT601, fullRange: true },
      pixelFormat: 'yuvj420p',
    },
    arguments: ['-c:v', 'mjpeg', '-q:v', '4', '-threads', '1', '-f', 'image2pipe'],
  },
  webp: {
    form: {
      colour: { primaries: BT709, transfer: BT709, matrix: BT601, fullRange: false },
      pixelFormat: 'yuv420p',
    },
    arguments: ['-c:v', 'libwebp', '-quality', '78', '-compression_level', '4', '-f', 'image2pipe'],
  },
  avif: {
    form: { colour: avifColour, pixelFormat: 'yuv420p' },
    // The muxer for AVIF needs an output that can be sought.
    arguments: [
      ...['-c:v', 'libaom-av1', '-usage', 'allintra', '-still-picture', '1', '-cpu-used', '8'],
      ...['-crf', '25', '-b:v', '0', '-threads', '1', '-f', 'obu'],
    ],
    file: (units, size) => avif({ ...size, units, colour: avifColour }),
  },
};

/** What raw images are that become images of a format. @throws Error for a format that is for moving images alone. */
export function stillFormat(format: ImageFormat): StillFormat {
  if (format === 'gif') throw new Error('frames, posters and sheets are not made in GIF');
  return stillFormats[format];
}
