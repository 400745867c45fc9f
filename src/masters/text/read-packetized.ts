import type { ByteSource } from '../../stores/index.js';
import { packetizedSamples, type TransportPackets } from '../../tracks/index.js';
import type { Piece } from './neighbours.js';
import { READS_AT_ONCE } from './read-pieces.js';

/**
 * Reads samples of a transport stream, several at once: they lie all over the file, with video between them.
 * @returns copies in the order of the pieces. @throws what `read` throws.
 */
export async function readPacketized(
  source: ByteSource,
  pieces: readonly Piece[],
  packets: TransportPackets,
): Promise<readonly Uint8Array[]> {
  const table = {
    offsets: Float64Array.from(pieces, ({ offset }) => offset),
    sizes: Uint32Array.from(pieces, ({ size }) => size),
    packets,
  };
  const read = pieces.map(() => new Uint8Array());
  let next = 0;
  const reader = async () => {
    for (let i = next++; i < pieces.length; i = next++)
      for await (const sample of packetizedSamples(table, { first: i, end: i + 1 }, source))
        read[i] = new Uint8Array(sample);
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, reader));
  return read;
}
