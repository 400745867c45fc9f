/** Collects the output of a process, within limits. */
import type { Readable } from 'node:stream';

export interface Collected {
  /** Everything collected, in one piece. */
  bytes(): Uint8Array;
}

/** Collects the stream up to `maxBytes`; at the first byte beyond, releases everything and calls `onTooMuch`. */
export function collectAll(stream: Readable, maxBytes: number, onTooMuch: () => void): Collected {
  let chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size > maxBytes) return;
    size += chunk.length;
    if (size <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    chunks = [];
    onTooMuch();
  });
  return { bytes: () => Buffer.concat(chunks) };
}

/** Collects the last `maxBytes` of the stream. */
export function collectEnd(stream: Readable, maxBytes: number): { text(): string } {
  let end = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    const joined = Buffer.concat([end, chunk]);
    end = joined.subarray(Math.max(0, joined.length - maxBytes));
  });
  return { text: () => end.toString('utf8') };
}
