/**
 * The bytes, in memory of their own. Node makes small buffers as parts of larger ones (`Buffer.poolSize`, 64 KiB), and who keeps a part, or sends it
 * to another thread, keeps or sends all of it: what is kept for long or counted by its length has to be its own.
 *
 * @returns the same object where it has (nearly) all of its memory.
 */
export function ownBytes(bytes: Buffer): Buffer;
export function ownBytes(bytes: Uint8Array): Uint8Array;
export function ownBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer.byteLength - bytes.byteLength <= SPARE_BYTES) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.byteLength);
  own.set(bytes);
  return own;
}

/** Less than a copy is worth. */
const SPARE_BYTES = 256;
