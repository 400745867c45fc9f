/** Sparse files on disk or in memory, so that hundreds of megabytes are cheap to create. */
import { open } from 'node:fs/promises';
import type { CountingSource } from './byte-source.js';
import { ascii, u32, u64 } from './movie-boxes.js';

/** Bytes, or a number of zeros. */
export type Piece = Uint8Array | number;

const lengthOf = (piece: Piece) => (typeof piece === 'number' ? piece : piece.byteLength);
export const totalLength = (pieces: readonly Piece[]): number =>
  pieces.reduce<number>((sum, piece) => sum + lengthOf(piece), 0);

/** A box around pieces. */
export function sparseBox(type: string, ...pieces: readonly Piece[]): Piece[] {
  const length = totalLength(pieces);
  const isLarge = length + 8 >= 2 ** 32;
  const header = isLarge ? [u32(1), ascii(type), u64(length + 16)] : [u32(length + 8), ascii(type)];
  return [...header, ...pieces];
}

/** Writes the pieces; zeros become holes. */
export async function writeSparse(path: string, pieces: readonly Piece[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    let at = 0;
    for (const piece of pieces) {
      if (typeof piece !== 'number') await file.write(piece, 0, piece.byteLength, at);
      at += lengthOf(piece);
    }
    await file.truncate(at);
  } finally {
    await file.close();
  }
}

/** The same in memory, where zeros are not stored. */
export function sparseSource(pieces: readonly Piece[]): CountingSource {
  const size = totalLength(pieces);
  const counts = { reads: 0, bytes: 0 };
  const read = async (offset: number, length: number) => {
    counts.reads++;
    counts.bytes += length;
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    let at = 0;
    for (const piece of pieces) {
      const [from, to] = [Math.max(offset, at), Math.min(offset + bytes.byteLength, at + lengthOf(piece))];
      if (typeof piece !== 'number' && to > from)
        bytes.set(piece.subarray(from - at, to - at), from - offset);
      at += lengthOf(piece);
    }
    return bytes;
  };
  return { counts, size, read, close: async () => undefined };
}
