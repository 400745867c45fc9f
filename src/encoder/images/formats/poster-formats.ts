/** The formats in which others bring posters, and the size of such an image, from its header alone: before anything decodes it. */
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

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The signature and the `IHDR` chunk (PNG 5.2 and 11.2.1). */
function pngSize(bytes: Uint8Array): ImageSize | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 24 || !buffer.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
  if (buffer.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20) };
}
