/**
 * The size of a WebP image that is whole: its RIFF header counts its bytes, and it begins with a `VP8 ` or a `VP8X` chunk (RFC 9649 2.4
 * to 2.7).
 * @returns undefined for other bytes.
 */
export function webpSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 30 || tag(buffer, 0) !== 'RIFF' || tag(buffer, 8) !== 'WEBP') return undefined;
  if (buffer.readUInt32LE(4) + 8 !== buffer.length) return undefined;
  if (tag(buffer, 12) === 'VP8X')
    return { width: buffer.readUIntLE(24, 3) + 1, height: buffer.readUIntLE(27, 3) + 1 };
  if (tag(buffer, 12) !== 'VP8 ' || buffer.readUIntBE(23, 3) !== VP8_START_CODE) return undefined;
  return { width: buffer.readUInt16LE(26) & SIZE_BITS, height: buffer.readUInt16LE(28) & SIZE_BITS };
}

/** Of a VP8 key frame (RFC 6386 9.1); the bits above the sizes are hints for scaling. */
const VP8_START_CODE = 0x9d012a;
const SIZE_BITS = 0x3fff;

function tag(buffer: Buffer, at: number): string {
  return buffer.toString('latin1', at, at + 4);
}
