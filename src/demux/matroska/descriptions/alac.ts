import { box } from '../../../isobmff/index.js';

/** ALACSpecificConfig. */
const LEAST_BYTES = 24;

/**
 * Apple Lossless, magic cookie: version and flags, then the ALACSpecificConfig, which is the `CodecPrivate` of Matroska, and
 * perhaps a channel layout. Undefined if it is cut short.
 */
export function alacConfiguration(config: Uint8Array): Uint8Array | undefined {
  return config.byteLength < LEAST_BYTES ? undefined : box('alac', new Uint8Array(4), config);
}
