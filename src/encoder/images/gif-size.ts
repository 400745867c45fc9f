/**
 * The size of a GIF image that is whole: from its signature to its trailer (GIF89a 17, 18 and 27).
 * @returns undefined for other bytes.
 */
export function gifSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 14 || buffer.toString('latin1', 0, 6) !== 'GIF89a') return undefined;
  if (buffer[buffer.length - 1] !== TRAILER || buffer[buffer.length - 2] !== BLOCK_TERMINATOR)
    return undefined;
  return { width: buffer.readUInt16LE(6), height: buffer.readUInt16LE(8) };
}

const TRAILER = 0x3b;
/** The last block of image data is empty. */
const BLOCK_TERMINATOR = 0;
