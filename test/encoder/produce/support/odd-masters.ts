/** Small masters with unlikely parameters, written byte by byte, as an attacker would and no tool does. */
import {
  ascii,
  audioEntry,
  box,
  concat,
  moov,
  sameSize,
  stco,
  stsc,
  stsd,
  stts,
  u32,
} from '../../../masters/support/movie-boxes.js';

export interface AudioSpec {
  readonly channels: number;
  /** In Hz. */
  readonly rate: number;
  /** Bits per value; default 16. */
  readonly bits?: number;
  /** Samples per channel; default three seconds, but at most a megabyte of data. */
  readonly instants?: number;
}

const MOST_BYTES = 1024 * 1024;

function audioData({ channels, rate, bits = 16, instants }: AudioSpec): Uint8Array {
  const perInstant = Math.max(1, Math.ceil((channels * bits) / 8));
  const count = Math.min(instants ?? 3 * rate, Math.floor(MOST_BYTES / perInstant));
  // Quiet noise, the same every time.
  return Uint8Array.from({ length: count * perInstant }, (_, i) => (i * 7919) % 13);
}

/** A WAV file (RIFF) with any header values. @param tag format tag: 1 is PCM, 3 is IEEE float. */
export function wav(spec: AudioSpec, tag = 1): Buffer {
  const { channels, rate, bits = 16 } = spec;
  const block = Math.max(1, Math.ceil((channels * bits) / 8));
  const data = audioData(spec);
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

/** A MOV with one track of uncompressed audio in a QuickTime version 2 sound description: any rate, any channels. */
export function pcmMovie(spec: AudioSpec): Buffer {
  const { channels, rate, bits = 16 } = spec;
  const perInstant = Math.max(1, Math.ceil((channels * bits) / 8));
  const data = audioData(spec);
  const instants = data.byteLength / perInstant;
  const rateBits = Buffer.alloc(8);
  rateBits.writeDoubleBE(rate);
  const version2 = concat([
    ...[u32(72), rateBits, u32(channels, 0x7f000000, bits)],
    // Packed signed integers.
    ...[u32(0x0c, perInstant, 1)],
  ]);
  const description = stsd(audioEntry('lpcm', 3, 16, 2, version2));
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
