import type { ImageRendition } from '../rendition.js';
import { segmentInvalid } from '../segment-invalid.js';
import { stillFormats } from './image-formats.js';
import { imageSizeOf } from './image-size.js';

/** What a file has to be. */
export type FileForm = Pick<ImageRendition, 'format' | 'width' | 'height'>;

/** The file of an image that ffmpeg has encoded. @throws OnplayError `segment_invalid`, `packaging_impossible`. */
export function imageFile(encoded: Uint8Array, form: FileForm): Uint8Array {
  const still = form.format === 'gif' ? undefined : stillFormats[form.format];
  return checkedImage(still?.file && encoded.byteLength > 0 ? still.file(encoded, form) : encoded, form);
}

/** The bytes, if they are a whole image of that size. @throws OnplayError `segment_invalid`. */
export function checkedImage(bytes: Uint8Array, { format, width, height }: FileForm): Uint8Array {
  const size = imageSizeOf[format](bytes);
  if (size?.width === width && size.height === height) return bytes;
  throw segmentInvalid(`the encoder wrote no ${format} image of ${width}×${height}`);
}
