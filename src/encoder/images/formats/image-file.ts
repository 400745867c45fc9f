import { isStillFormat } from '../../../shared/image-formats.js';
import type { ImageRendition } from '../../rendition.js';
import { segmentInvalid } from '../../segment-invalid.js';
import { imageEncodings, stillEncoding } from './formats.js';

/** What a file has to be. */
export type FileForm = Pick<ImageRendition, 'format' | 'width' | 'height'>;

/** The file of an image that ffmpeg has encoded. @throws OnplayError `segment_invalid`, `packaging_impossible`. */
export function imageFile(encoded: Uint8Array, form: FileForm): Uint8Array {
  const still = isStillFormat(form.format) ? stillEncoding(form.format) : undefined;
  return checkedImage(still?.file && encoded.byteLength > 0 ? still.file(encoded, form) : encoded, form);
}

/** The bytes, if they are a whole image of that size. @throws OnplayError `segment_invalid`. */
export function checkedImage(bytes: Uint8Array, { format, width, height }: FileForm): Uint8Array {
  const size = imageEncodings[format].sizeOf(bytes);
  if (size?.width === width && size.height === height) return bytes;
  throw segmentInvalid(`the encoder wrote no ${format} image of ${width}×${height}`);
}
