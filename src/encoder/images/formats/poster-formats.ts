/** The formats in which others bring posters, and the size of such an image, from its header alone: before anything decodes it. */
import { pngSize } from '../../png-header.js';
import type { PosterFile } from '../../rendition.js';
import type { ImageSize } from './image-encoding.js';
import { frameHeaderSize } from './jpg.js';
import { webpCanvasSize } from './webp.js';

interface PosterFormat {
  /** ffmpeg's demuxer for single images of it; no other reads the bytes. */
  readonly demuxer: string;
  sizeOf(bytes: Uint8Array): ImageSize | undefined;
}

const jpeg: PosterFormat = { demuxer: 'jpeg_pipe', sizeOf: frameHeaderSize };

/** By the extension of their files. */
export const posterFormats: Readonly<Record<PosterFile['format'], PosterFormat>> = {
  jpg: jpeg,
  jpeg,
  png: { demuxer: 'png_pipe', sizeOf: pngSize },
  webp: { demuxer: 'webp_pipe', sizeOf: webpCanvasSize },
};

export function isPosterFormat(format: string): format is PosterFile['format'] {
  return Object.hasOwn(posterFormats, format);
}

/** In pixels; undefined for bytes that do not begin as images of the format do, and for empty ones. */
export function readFileSize(bytes: Uint8Array, format: PosterFile['format']): ImageSize | undefined {
  const size = posterFormats[format].sizeOf(bytes);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}
