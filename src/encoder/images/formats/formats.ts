/** How images are encoded in each format. */
import {
  type AnimatedFormat,
  type ImageFormat,
  isAnimatedFormat,
  isStillFormat,
  type StillFormat,
} from '../../../shared/image-formats.js';
import { avif } from './avif.js';
import { gif } from './gif.js';
import type { AnimatedEncoding, ImageEncoding, StillEncoding } from './image-encoding.js';
import { jpg } from './jpg.js';
import { webp } from './webp.js';

type Encodings = Readonly<
  Record<ImageFormat, ImageEncoding> &
    Record<StillFormat, { readonly still: StillEncoding }> &
    Record<AnimatedFormat, { readonly animated: AnimatedEncoding }>
>;

export const imageEncodings: Encodings = { avif, gif, jpg, webp };

/** What raw images are that become images of a format. @throws Error for a format that is for moving images alone. */
export function stillEncoding(format: ImageFormat): StillEncoding {
  if (!isStillFormat(format)) throw new Error(`frames, posters and sheets are not made in ${format}`);
  return imageEncodings[format].still;
}

/** @throws Error for a format that has no motion. */
export function animatedEncoding(format: ImageFormat): AnimatedEncoding {
  if (!isAnimatedFormat(format)) throw new Error(`previews are not made in ${format}`);
  return imageEncodings[format].animated;
}
