/** Sends a body that is produced while it is sent, no faster than the client reads it. */
import type { ServerResponse } from 'node:http';
import { monotonicClock } from '../../shared/clock.js';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import { DELIVERY_MS } from '../server/deliver.js';

/** What is written at once: the most that Node and the kernel hold of a response whose client does not read. */
const PIECE_BYTES = 256 * 1024;
/** What a client has to read on average, or it would have its turn for days. It may be `DELIVERY_MS` behind. */
const LEAST_BYTES_PER_SECOND = 64 * 1024;

/** Cuts chunks into pieces that can be written at once. @throws what `chunks` throws. */
export async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
  }
}

/**
 * Writes the pieces, and waits after each until the client has read. What it takes to produce them does not count against the client.
 * Does not end the response.
 * @param most bytes; a piece beyond is cut.
 * @returns how many bytes were written.
 * @throws what `pieces` throws; `encode_cancelled` if the client leaves, or reads too slowly.
 */
export async function writePieces(
  response: ServerResponse,
  pieces: AsyncIterable<Uint8Array>,
  most: number,
): Promise<number> {
  let written = 0;
  let patienceMs = DELIVERY_MS;
  for await (const piece of pieces) {
    const wanted = piece.subarray(0, Math.min(piece.byteLength, most - written));
    patienceMs -= await writePiece(response, wanted, patienceMs);
    patienceMs = Math.min(DELIVERY_MS, patienceMs + (wanted.byteLength / LEAST_BYTES_PER_SECOND) * 1000);
    written += wanted.byteLength;
    if (written === most) break;
  }
  return written;
}

/** Resolves with how many milliseconds the client took to read, at most `patienceMs`. */
async function writePiece(response: ServerResponse, piece: Uint8Array, patienceMs: number): Promise<number> {
  if (response.destroyed) throw encodeCancelled();
  const begun = monotonicClock.now();
  if (response.write(piece)) return 0;
  await new Promise<void>((resolve, reject) => {
    const settle = (action: () => void) => {
      clearTimeout(timer);
      response.off('drain', drained).off('close', left);
      action();
    };
    const drained = () => settle(resolve);
    const left = () => settle(() => reject(encodeCancelled()));
    const timer = setTimeout(left, patienceMs).unref();
    response.once('drain', drained).once('close', left);
  });
  return monotonicClock.now() - begun;
}
