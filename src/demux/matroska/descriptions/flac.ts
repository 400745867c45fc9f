import { box } from '../../../isobmff/index.js';

const MAGIC = 'fLaC';
/** A metadata block header and STREAMINFO (RFC 9639 8.2), which is first. */
const LEAST_BYTES = 4 + 34;

/**
 * Encapsulation of FLAC in ISO Base Media File Format 3.3.2: version and flags, then the metadata blocks, which in the
 * `CodecPrivate` of Matroska follow the text `fLaC`. Undefined if they are cut short.
 */
export function flacConfiguration(header: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(header.buffer, header.byteOffset, header.byteLength);
  if (bytes.length < MAGIC.length + LEAST_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    return undefined;
  return box('dfLa', new Uint8Array(4), bytes.subarray(MAGIC.length));
}
