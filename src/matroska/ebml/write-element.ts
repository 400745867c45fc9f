/** Writes elements (RFC 8794): the counterpart of the readers beside it. */
import { MAX_INTEGER_BYTES } from './variable-size.js';

/** An element around its contents, with its size in as few bytes as hold it. */
export function element(id: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const size = contents.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return Buffer.concat([elementHeader(id, size), ...contents]);
}

/** The header of an element with `size` bytes of contents, which follow. */
export function elementHeader(id: number, size: number): Uint8Array {
  let length = 1;
  // All ones mean that the size is not known.
  while (size >= 2 ** (7 * length) - 1) length++;
  const stored = bigEndian(size, length);
  stored[0]! |= 0x100 >> length;
  return Buffer.concat([idBytes(id), stored]);
}

/** 6.2: the header of an element that does not state its size. */
export function openElementHeader(id: number): Uint8Array {
  return Buffer.concat([idBytes(id), Uint8Array.of(0x01), new Uint8Array(MAX_INTEGER_BYTES - 1).fill(0xff)]);
}

/** 7.2: an unsigned integer up to 2^53, in as few bytes as hold it. */
export function unsignedElement(id: number, value: number): Uint8Array {
  let length = 1;
  while (value >= 2 ** (8 * length)) length++;
  return element(id, bigEndian(value, length));
}

/** 7.3: a float of 8 bytes. */
export function floatElement(id: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return element(id, bytes);
}

/** 7.4 and 7.5: a string. */
export function textElement(id: number, value: string): Uint8Array {
  return element(id, new TextEncoder().encode(value));
}

function idBytes(id: number): Uint8Array {
  let length = 1;
  while (id >= 2 ** (8 * length)) length++;
  return bigEndian(id, length);
}

function bigEndian(value: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.floor(value / 256 ** (length - 1 - i)) % 256);
}
