import type { ByteSource } from '../../stores/index.js';
import { neighbours, type Piece } from './neighbours.js';

/** A film's subtitles lie all over it: read one after the other from a bucket, they would take a minute. */
export const READS_AT_ONCE = 8;

/**
 * Reads pieces of a file, neighbours together and several at once. What lies between them is not kept.
 * @returns copies in the order of the pieces, shorter where the file ends. @throws what `read` throws.
 */
export async function readPieces(
  source: ByteSource,
  pieces: readonly Piece[],
): Promise<readonly Uint8Array[]> {
  const spans = neighbours(pieces);
  const read = pieces.map(() => new Uint8Array());
  let next = 0;
  const reader = async () => {
    for (let i = next++; i < spans.length; i = next++) {
      const { start, end, pieces: within } = spans[i]!;
      const bytes = await source.read(start, end - start);
      for (const piece of within) {
        const { offset, size } = pieces[piece]!;
        read[piece] = bytes.slice(offset - start, offset - start + size);
      }
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, reader));
  return read;
}
