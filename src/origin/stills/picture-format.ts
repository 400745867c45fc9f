/** The format of a picture for a client (RFC 9110 12.5.1). */
import type { IncomingMessage } from 'node:http';
import accepts from 'accepts';
import {
  type ImageFormat,
  imageFormats,
  type StillFormat,
  stillFormatNames,
} from '../../shared/image-formats.js';

/**
 * What `.jpg` is answered with: JPEG, or what the client names in `Accept` and is smaller. Other extensions are answered with what they
 * say. A client that does not name AVIF or WebP gets JPEG.
 * @param available the formats that can be made.
 */
export function negotiatedFormat(request: IncomingMessage, available: ReadonlySet<ImageFormat>): StillFormat {
  const formats = stillFormatNames.filter((format) => available.has(format));
  const type = accepts(request).types(formats.map((format) => imageFormats[format].contentType));
  return formats.find((format) => imageFormats[format].contentType === type) ?? 'jpg';
}
