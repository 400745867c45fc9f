import { box } from '../../../isobmff/index.js';

const MAGIC = 'OpusHead';
/** The fixed fields of both structures, from the version to the mapping family. */
const FIXED_BYTES = 11;

/**
 * Encapsulation of Opus in ISO Base Media File Format 4.3.2, from the identification header of RFC 7845 5.1, which is the
 * `CodecPrivate` of Matroska
 *
 *     Version               u8    0; in the header 1, after the text `OpusHead`
 *     OutputChannelCount    u8
 *     PreSkip               u16   in the header, this and what follows is little-endian
 *     InputSampleRate       u32
 *     OutputGain            i16
 *     ChannelMappingFamily  u8
 *     StreamCount, CoupledCount, ChannelMapping  u8 each, for another family than 0
 *
 * Undefined if it is cut short.
 */
export function opusConfiguration(header: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(header.buffer, header.byteOffset, header.byteLength);
  if (bytes.length < MAGIC.length + FIXED_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    return undefined;
  const fields = Buffer.from(bytes.subarray(MAGIC.length));
  fields.writeUInt8(0, 0);
  fields.subarray(2, 4).swap16();
  fields.subarray(4, 8).swap32();
  fields.subarray(8, 10).swap16();
  return box('dOps', fields);
}
