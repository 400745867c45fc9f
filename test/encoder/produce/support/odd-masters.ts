/** Small masters with unlikely parameters, made byte by byte; what no tool would write, and an attacker would. */
import {
  ascii,
  box,
  concat,
  moov,
  sameSize,
  soundEntry,
  stco,
  stsc,
  stsd,
  stts,
  u32,
} from '../../../masters/support/movie-boxes.js';

export interface SoundSpec {
  readonly channels: number;
  /** In Hz. */
  readonly rate: number;
  /** Of one value; 16 unless given. */
  readonly bits?: number;
  /** Instants of all channels; three seconds of them unless given, but at most a megabyte. */
  readonly instants?: number;
}

const MOST_BYTES = 1024 * 1024;

function bytesOfSound({ channels, rate, bits = 16, instants }: SoundSpec): Uint8Array {
  const perInstant = Math.max(1, Math.ceil((channels * bits) / 8));
  const count = Math.min(instants ?? 3 * rate, Math.floor(MOST_BYTES / perInstant));
  // Quiet noise, the same each time.
  return Uint8Array.from({ length: count * perInstant }, (_, i) => (i * 7919) % 13);
}

/** A WAV file (RIFF), with what its header says for the taking. @param tag of the coding: 1 is PCM, 3 is IEEE float. */
export function wav(spec: SoundSpec, tag = 1): Buffer {
  const { channels, rate, bits = 16 } = spec;
  const block = Math.max(1, Math.ceil((channels * bits) / 8));
  const data = bytesOfSound(spec);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(tag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE((rate * block) >>> 0, 28);
  header.writeUInt16LE(block, 32);
  header.writeUInt16LE(bits, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.byteLength, 40);
  return Buffer.concat([header, data]);
}

/** A MOV with one track of uncompressed sound, described as QuickTime does in version 2: any rate, any channels. */
export function pcmMovie(spec: SoundSpec): Buffer {
  const { channels, rate, bits = 16 } = spec;
  const perInstant = Math.max(1, Math.ceil((channels * bits) / 8));
  const data = bytesOfSound(spec);
  const instants = data.byteLength / perInstant;
  const rateBits = Buffer.alloc(8);
  rateBits.writeDoubleBE(rate);
  const version2 = concat([
    ...[u32(72), rateBits, u32(channels, 0x7f000000, bits)],
    // Signed integers, packed.
    ...[u32(0x0c, perInstant, 1)],
  ]);
  const description = stsd(soundEntry('lpcm', 3, 16, 2, version2));
  const file = (offset: number) => {
    const tables = [
      stts([instants, 1]),
      stsc([1, instants, 1]),
      sameSize(perInstant, instants),
      stco(offset),
    ];
    const track = { handler: 'soun', timescale: rate, stsd: description, tables };
    return concat([
      box('ftyp', ascii('qt  '), u32(0), ascii('qt  ')),
      moov(1000, [track]),
      box('mdat', data),
    ]);
  };
  const mdatBytes = 8 + data.byteLength;
  return Buffer.from(file(file(0).byteLength - mdatBytes + 8));
}
