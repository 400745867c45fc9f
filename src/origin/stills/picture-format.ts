/** The format of a picture for a client (RFC 9110 12.5.1). */
import type { IncomingMessage } from 'node:http';
import accepts from 'accepts';
import type { ImageFormat } from '../../encoder/index.js';

/** In the order of preference where a client accepts several alike: one that does not name AVIF or WebP gets JPEG. */
const TYPES: Readonly<Record<string, Exclude<ImageFormat, 'gif'>>> = {
  'image/jpeg': 'jpg',
  'image/avif': 'avif',
  'image/webp': 'webp',
};

/**
 * What `.jpg` is answered with: JPEG, or what the client names in `Accept` and is smaller. Other extensions are answered with what they
 * say.
 * @param available the formats that can be made.
 */
export function negotiatedFormat(
  request: IncomingMessage,
  available: ReadonlySet<ImageFormat>,
): Exclude<ImageFormat, 'gif'> {
  const types = Object.keys(TYPES).filter((type) => available.has(TYPES[type]!));
  const type = accepts(request).types(types);
  return (typeof type === 'string' && TYPES[type]) || 'jpg';
}
