/** Sends a body that is produced while it is sent, no faster than the client reads it. */
import type { ServerResponse } from 'node:http';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import { DELIVERY_MS } from '../server/deliver.js';

/** What is written at once: the most that Node and the kernel hold of a response whose client does not read. */
const PIECE_BYTES = 256 * 1024;

/**
 * Writes the chunks, and waits after each piece of them until the client has read. Does not end the response.
 * @param most bytes; a chunk beyond is cut.
 * @returns how many bytes were written.
 * @throws what `chunks` throws; `encode_cancelled` if the client leaves, or reads nothing for `DELIVERY_MS`.
 */
export async function writeChunks(
  response: ServerResponse,
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): Promise<number> {
  let written = 0;
  for await (const chunk of chunks) {
    const wanted = chunk.subarray(0, Math.min(chunk.byteLength, most - written));
    for (let at = 0; at < wanted.byteLength; at += PIECE_BYTES)
      await writePiece(response, wanted.subarray(at, at + PIECE_BYTES));
    written += wanted.byteLength;
    if (written === most) break;
  }
  return written;
}

async function writePiece(response: ServerResponse, piece: Uint8Array): Promise<void> {
  if (response.destroyed) throw encodeCancelled();
  if (response.write(piece)) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (action: () => void) => {
      clearTimeout(timer);
      response.off('drain', drained).off('close', left);
      action();
    };
    const drained = () => settle(resolve);
    const left = () => settle(() => reject(encodeCancelled()));
    const timer = setTimeout(left, DELIVERY_MS).unref();
    response.once('drain', drained).once('close', left);
  });
}
