/** The values of elements (RFC 8794 7): the bytes given are the whole contents of one. An empty number is 0. */

/** Longer texts, which only hostile files have, are cut to this many bytes. */
const MAX_TEXT_BYTES = 1024;
const MAX_NUMBER_BYTES = 8;
/** 7.6: dates are nanoseconds since the beginning of 2001, UTC. */
const EPOCH_MS = Date.UTC(2001, 0, 1);
const NANOSECONDS_PER_MS = 1_000_000;

/** 7.2 Unsigned integer, of 0 to 8 bytes; rounded above 2^53. Undefined for more bytes. */
export function unsignedOf(bytes: Uint8Array): number | undefined {
  if (bytes.byteLength > MAX_NUMBER_BYTES) return undefined;
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** 7.1 Signed integer in two's complement, of 0 to 8 bytes; rounded beyond 2^53. Undefined for more bytes. */
export function signedOf(bytes: Uint8Array): number | undefined {
  if (bytes.byteLength > MAX_NUMBER_BYTES) return undefined;
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  // The complement of a negative number is small where the number is, so that it is not rounded.
  if (isNegative) return -1 - bytes.reduce((value, byte) => value * 256 + (byte ^ 0xff), 0);
  return unsignedOf(bytes);
}

/** 7.3 Float of 0, 4 or 8 bytes (IEEE 754). Undefined for another length. */
export function floatOf(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength === 0) return 0;
  if (bytes.byteLength === 4) return view.getFloat32(0);
  return bytes.byteLength === 8 ? view.getFloat64(0) : undefined;
}

/** 7.4 and 7.5 String: UTF-8, of which ASCII is a part, up to the first zero. */
export function textOf(bytes: Uint8Array): string {
  const head = bytes.subarray(0, MAX_TEXT_BYTES);
  const end = head.indexOf(0);
  return new TextDecoder().decode(end < 0 ? head : head.subarray(0, end));
}

/** 7.6 Date of 0 or 8 bytes, in milliseconds since 1970, rounded. Undefined for another length. */
export function dateOf(bytes: Uint8Array): number | undefined {
  if (bytes.byteLength !== 0 && bytes.byteLength !== 8) return undefined;
  return EPOCH_MS + Math.round((signedOf(bytes) ?? 0) / NANOSECONDS_PER_MS);
}
