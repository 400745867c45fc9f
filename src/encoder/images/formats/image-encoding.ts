/** What the encoder knows of a format of images. */
import type { Colour } from '../../../tracks/index.js';

/** In pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** What the samples of raw images are. */
export interface RawForm {
  /** What readers of the format take its samples for. */
  readonly colour: Colour;
  /** ffmpeg's name. */
  readonly pixelFormat: string;
}

export interface StillEncoding {
  readonly form: RawForm;
  /** ffmpeg's options of the encoder and of the output. */
  readonly arguments: readonly string[];
  /** Makes a file of what ffmpeg writes, where that is none. */
  file?(bytes: Uint8Array, size: ImageSize): Uint8Array;
}

/** Of images in motion, which play over and over. */
export interface AnimatedEncoding {
  readonly form: RawForm;
  /** The filters before the encoder. */
  readonly filters: readonly string[];
  /** ffmpeg's options of the encoder and of the output. */
  readonly arguments: readonly string[];
}

export interface ImageEncoding {
  /** ffmpeg's name of the encoder, without which a build cannot make the format. */
  readonly encoder: string;
  /** The size of an image that is whole; undefined for other bytes. */
  sizeOf(bytes: Uint8Array): ImageSize | undefined;
}

export const BT709 = 1;
/** BT.601, by which JPEG (JFIF) and WebP (VP8) are read whatever the size. */
export const BT601 = 6;
