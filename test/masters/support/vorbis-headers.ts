/** The headers of Vorbis as Matroska stores them, with what says how long packets are; what only decoders need is left out. */

export interface VorbisHeaders {
  readonly rate: number;
  /** The block flag of each mode: 0 for blocks of 256 samples, 1 for 2048. */
  readonly modes: readonly (0 | 1)[];
}

/** `CodecPrivate`: the sizes of the first two packets, and the three of them. */
export function vorbisPrivate({ rate, modes }: VorbisHeaders): Buffer {
  const identification = Buffer.alloc(30);
  identification.write('\x01vorbis', 'latin1');
  identification.writeUInt8(2, 11);
  identification.writeUInt32LE(rate, 12);
  identification.writeUInt8((11 << 4) | 8, 28);
  identification.writeUInt8(1, 29);
  const comment = Buffer.from('\x03vorbis', 'latin1');
  const sizes = Buffer.of(2, identification.length, comment.length);
  return Buffer.concat([sizes, identification, comment, setup(modes)]);
}

function setup(modes: VorbisHeaders['modes']): Buffer {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let i = 0; i < count; i++) bits.push((value >> i) & 1);
  };
  for (const byte of Buffer.from('\x05vorbis', 'latin1')) put(byte, 8);
  // Codebooks, floors, residues and mappings.
  for (let i = 0; i < 40; i++) put(0x5b, 7);
  put(modes.length - 1, 6);
  for (const [mapping, flag] of modes.entries()) {
    put(flag, 1);
    put(0, 16);
    put(0, 16);
    put(mapping, 8);
  }
  put(1, 1);
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) bytes[i >> 3]! |= bit << (i & 7);
  return bytes;
}
