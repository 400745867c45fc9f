import type { ByteSource } from '../../../src/stores/store.js';

export interface CountingSource extends ByteSource {
  /** Reads so far, and the bytes they requested. */
  readonly counts: { reads: number; bytes: number };
}

/** A file in memory that counts its reads. */
export function inMemory(bytes: Uint8Array): CountingSource {
  const counts = { reads: 0, bytes: 0 };
  return {
    counts,
    size: bytes.byteLength,
    read: async (offset, length) => {
      counts.reads++;
      counts.bytes += length;
      return bytes.subarray(offset, offset + length);
    },
    close: async () => undefined,
  };
}
