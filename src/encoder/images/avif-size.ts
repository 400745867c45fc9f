/**
 * The size in the `ispe` property of an AVIF image that is whole: its boxes fill the bytes (ISO/IEC 23008-12 6.5.3).
 * @returns undefined for other bytes.
 */
export function avifSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.toString('latin1', 4, 12) !== 'ftypavif') return undefined;
  let at = 0;
  while (at + 8 <= buffer.length) at += Math.max(8, buffer.readUInt32BE(at));
  const size = buffer.indexOf('ispe', 0, 'latin1');
  if (at !== buffer.length || size < 0 || size + 16 > buffer.length) return undefined;
  return { width: buffer.readUInt32BE(size + 8), height: buffer.readUInt32BE(size + 12) };
}
