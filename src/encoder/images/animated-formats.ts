/** How images in motion are encoded in each format. */
import type { ImageFormat } from '../rendition.js';
import type { RawForm } from './image-formats.js';

interface AnimatedFormat {
  readonly form: RawForm;
  /** The filters before the encoder. */
  readonly filters: readonly string[];
  /** ffmpeg's options of the encoder and of the output; both play over and over. */
  readonly arguments: readonly string[];
}

/** GIF has 256 colours, chosen by what changes; a pattern instead of noise, which would not compress. */
const PALETTE = [
  'split[all][same]',
  '[all]palettegen=stats_mode=diff[palette]',
  '[same][palette]paletteuse=dither=bayer:bayer_scale=4',
].join(';');

const animatedFormats: Readonly<Record<'gif' | 'webp', AnimatedFormat>> = {
  gif: {
    form: { colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: true }, pixelFormat: 'rgb24' },
    filters: [PALETTE],
    arguments: ['-c:v', 'gif', '-f', 'gif'],
  },
  webp: {
    form: { colour: { primaries: 1, transfer: 1, matrix: 6, fullRange: false }, pixelFormat: 'yuv420p' },
    filters: [],
    arguments: [
      ...['-c:v', 'libwebp_anim', '-quality', '60', '-compression_level', '3', '-loop', '0', '-f', 'webp'],
    ],
  },
};

/** @throws Error for a format that has no motion. */
export function animatedFormat(format: ImageFormat): AnimatedFormat {
  if (format !== 'gif' && format !== 'webp') throw new Error('previews are made in GIF and WebP');
  return animatedFormats[format];
}
