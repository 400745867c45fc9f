/** Writes EBML (RFC 8794): the counterpart of the readers, for tests alone. Contents may be holes of a sparse file. */
import { type Piece, totalLength } from '../../masters/support/sparse-file.js';

/** A variable-size integer in as few bytes as hold it, or in `length`. All ones mean unknown, so they are not used. */
export function integer(value: number, length = lengthFor(value)): Uint8Array {
  const bytes = bigEndian(BigInt(value), length);
  bytes[0]! |= 0x100 >> length;
  return bytes;
}

function lengthFor(value: number): number {
  let length = 1;
  while (value >= 2 ** (7 * length) - 1) length++;
  return length;
}

/** The size of an element that does not know it, in `length` bytes. */
export function unknownSize(length = 8): Uint8Array {
  const bytes = new Uint8Array(length).fill(0xff);
  bytes[0] = 0xff >> (length - 1);
  return bytes;
}

/** The bytes of an id, which has its length marker. */
export function idBytes(id: number): Uint8Array {
  let length = 1;
  while (id >= 2 ** (8 * length)) length++;
  return bigEndian(BigInt(id), length);
}

/** An element around pieces. */
export function sparseElement(id: number, ...contents: readonly Piece[]): Piece[] {
  return [idBytes(id), integer(totalLength(contents)), ...contents];
}

/** An element around bytes. */
export function element(id: number, ...contents: readonly Uint8Array[]): Buffer {
  return Buffer.concat([idBytes(id), integer(totalLength(contents)), ...contents]);
}

/** An element that does not state its size. */
export function openElement(id: number, ...contents: readonly Uint8Array[]): Buffer {
  return Buffer.concat([idBytes(id), unknownSize(), ...contents]);
}

/** Unsigned, in as few bytes as hold it, or in `length`. */
export function unsigned(id: number, value: number | bigint, length?: number): Buffer {
  return element(id, unsignedBytes(BigInt(value), length));
}

export function signed(id: number, value: number | bigint, length = 8): Buffer {
  return element(id, bigEndian(BigInt.asUintN(8 * length, BigInt(value)), length));
}

export function float(id: number, value: number, length: 4 | 8 = 8): Buffer {
  const bytes = Buffer.alloc(length);
  if (length === 4) bytes.writeFloatBE(value);
  else bytes.writeDoubleBE(value);
  return element(id, bytes);
}

export function text(id: number, value: string): Buffer {
  return element(id, Buffer.from(value));
}

/** @param date in milliseconds since 1970. */
export function date(id: number, milliseconds: number): Buffer {
  return signed(id, BigInt(milliseconds - Date.UTC(2001, 0, 1)) * 1_000_000n);
}

export const VOID = 0xec;
export const CRC_32 = 0xbf;

/** A `Void` element with `length` bytes of contents. */
export const padding = (length: number): Buffer => element(VOID, Buffer.alloc(length));

function unsignedBytes(value: bigint, length?: number): Uint8Array {
  let needed = 1;
  while (value >= 1n << BigInt(8 * needed)) needed++;
  return bigEndian(value, length ?? needed);
}

function bigEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 0xffn));
}
