import { box } from '../../../isobmff/index.js';
import type { TrackEntry } from '../../../matroska/index.js';
import { audioFields } from './audio-entry.js';

/** How Matroska stores uncompressed audio. Integers of 8 bits are unsigned, others signed. */
type PcmFormat = 'little-endian' | 'big-endian' | 'float';

const DEPTHS: Readonly<Record<PcmFormat, readonly number[]>> = {
  'little-endian': [8, 16, 24, 32],
  'big-endian': [8, 16, 24, 32],
  float: [32, 64],
};

/** formatSpecificFlags of QuickTime. */
const FLAG = { float: 1, bigEndian: 2, signed: 4, packed: 8 } as const;

const FIELDS_BYTES = 64;

/**
 * QuickTime File Format, sound description version 2 of `lpcm`: the one description of all depths, rates and byte orders
 *
 *     reserved              6 bytes
 *     data_reference_index  u16  1
 *     version               u16  2
 *     revision, vendor      u16, u32  0
 *     always                u16 3, u16 16, i16 -2, u16 0, u32 65536
 *     sizeOfStructOnly      u32  72: with the header of the box
 *     audioSampleRate       f64
 *     numAudioChannels      u32
 *     always                u32  0x7F000000
 *     constBitsPerChannel   u32
 *     formatSpecificFlags   u32
 *     constBytesPerAudioPacket, constLPCMFramesPerAudioPacket  u32
 *
 * Undefined for a depth that is not of whole bytes.
 * @throws OnplayError as `audioFields`.
 */
export function pcmEntry(track: TrackEntry, format: PcmFormat): Uint8Array | undefined {
  const { sampleRate, channels } = audioFields(track);
  const bits = track.audio?.bitDepth ?? 0;
  if (!DEPTHS[format].includes(bits)) return undefined;
  const fields = Buffer.alloc(FIELDS_BYTES);
  fields.writeUInt16BE(1, 6);
  fields.writeUInt16BE(2, 8);
  fields.writeUInt16BE(3, 16);
  fields.writeUInt16BE(16, 18);
  fields.writeInt16BE(-2, 20);
  fields.writeUInt32BE(0x10000, 24);
  fields.writeUInt32BE(8 + FIELDS_BYTES, 28);
  fields.writeDoubleBE(sampleRate, 32);
  fields.writeUInt32BE(channels, 40);
  fields.writeUInt32BE(0x7f000000, 44);
  fields.writeUInt32BE(bits, 48);
  fields.writeUInt32BE(flagsOf(format, bits), 52);
  fields.writeUInt32BE((channels * bits) / 8, 56);
  fields.writeUInt32BE(1, 60);
  return box('lpcm', fields);
}

function flagsOf(format: PcmFormat, bits: number): number {
  if (format === 'float') return FLAG.float | FLAG.packed;
  const signed = bits === 8 ? 0 : FLAG.signed;
  return FLAG.packed | signed | (format === 'big-endian' ? FLAG.bigEndian : 0);
}
