import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { piecesOf, writePieces } from '../../../src/origin/downloads/send-stream.js';
import { OnplayError } from '../../../src/shared/errors.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const PIECE_BYTES = 256 * 1024;
const HOUR_MS = 3_600_000;

/** A response whose client takes so long to read each piece. */
function readIn(msPerPiece: number): ServerResponse {
  const response = Object.assign(new EventEmitter(), {
    destroyed: false,
    write: () => {
      setTimeout(() => response.emit('drain'), msPerPiece);
      return false;
    },
  });
  return response as unknown as ServerResponse;
}

async function* chunksOf(pieces: number, producingMs = 0): AsyncGenerator<Uint8Array, void> {
  for (let i = 0; i < pieces; i += 4) {
    if (producingMs > 0) await new Promise((resolve) => setTimeout(resolve, producingMs));
    yield new Uint8Array(4 * PIECE_BYTES);
  }
}

/** How many pieces were sent, or the code of the error; and after how many seconds. */
async function sent(response: ServerResponse, chunks: AsyncIterable<Uint8Array>) {
  const begun = Date.now();
  const sending = writePieces(response, piecesOf(chunks), Number.MAX_SAFE_INTEGER).then(
    (bytes) => bytes / PIECE_BYTES,
    (error: unknown) => (error instanceof OnplayError ? error.code : 'other'),
  );
  const ended = sending.then(() => (Date.now() - begun) / 1000);
  await vi.advanceTimersByTimeAsync(5 * HOUR_MS);
  return [await sending, await ended];
}

describe('a body that is sent while it is produced', () => {
  it('is sent to a client that reads 64 KiB a second, however long that takes', async () => {
    expect(await sent(readIn(4000), chunksOf(1000))).toEqual([1000, 4000]);
  });

  it('is sent to a client that stops for less than two minutes', async () => {
    expect(await sent(readIn(30_000), chunksOf(4))).toEqual([4, 120]);
  });

  it('is not sent on to a client that reads a little now and then', async () => {
    expect(await sent(readIn(100_000), chunksOf(1000))).toEqual(['encode_cancelled', 124]);
    expect(await sent(readIn(5000), chunksOf(1000))).toEqual(['encode_cancelled', 584]);
  });

  it('may take any time to be produced', async () => {
    expect(await sent(readIn(1000), chunksOf(16, HOUR_MS))).toEqual([16, 4 * 3600 + 16]);
  });
});
