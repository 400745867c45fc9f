/** The size of an image that is whole. */
import type { ImageFormat } from '../rendition.js';
import { avifSize } from './avif-size.js';
import { gifSize } from './gif-size.js';
import { jpegSize } from './jpeg-size.js';
import { webpSize } from './webp-size.js';

/** In pixels. */
interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** For each format: the size in pixels, undefined for bytes that are no whole image of it. */
export const imageSizeOf: Readonly<Record<ImageFormat, (bytes: Uint8Array) => ImageSize | undefined>> = {
  avif: avifSize,
  gif: gifSize,
  jpg: jpegSize,
  webp: webpSize,
};
