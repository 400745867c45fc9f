/**
 * A small notation in which the code of a box reads like its table in the standard: `box('mdat', ...)`,
 * `fullBox('tfdt', 1, 0, u64(time))`. All fields are big-endian (ISO/IEC 14496-12 4.2). A value that does not fit its
 * field throws `packaging_impossible`.
 */
import { packagingImpossible } from '../errors.js';
import { SHORT_HEADER_BYTES } from './box-header.js';

const encoder = new TextEncoder();

/** A box: 32-bit size, four-character type, then the contents in order. */
export function box(type: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const header = [u32(SHORT_HEADER_BYTES + byteLength(contents)), ascii(type)];
  return concat([...header, ...contents]);
}

/** A full box: 8-bit version and 24-bit flags before the contents. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...contents: readonly Uint8Array[]
): Uint8Array {
  return box(type, u32(version * 2 ** 24 + flags), ...contents);
}

/** Concatenates the arrays into a new one. */
export function concat(arrays: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(byteLength(arrays));
  let position = 0;
  for (const array of arrays) {
    joined.set(array, position);
    position += array.length;
  }
  return joined;
}

/** The sum of the lengths, in bytes. */
export function byteLength(arrays: readonly Uint8Array[]): number {
  return arrays.reduce((sum, array) => sum + array.length, 0);
}

/** Unsigned integers of 8, 16, 24 and 32 bits. */
export const u8 = (...values: readonly number[]): Uint8Array => unsigned(1, values);
export const u16 = (...values: readonly number[]): Uint8Array => unsigned(2, values);
export const u24 = (...values: readonly number[]): Uint8Array => unsigned(3, values);
export const u32 = (...values: readonly number[]): Uint8Array => unsigned(4, values);

/** 64-bit unsigned integers, up to 2^53 - 1, the largest that a number holds exactly. */
export function u64(...values: readonly number[]): Uint8Array {
  return unsigned(4, values.flatMap(highAndLow));
}

/** The largest value of a field of 32 bits; a full box has those beyond it in its version 1, with 64 bits. */
export const LARGEST_U32 = 2 ** 32 - 1;

/** 8-bit signed integers in two's complement. */
export function i8(...values: readonly number[]): Uint8Array {
  return u8(...values.map((value) => requireInteger(value, -(2 ** 7), 2 ** 7 - 1) & 0xff));
}

/** 32-bit signed integers in two's complement. */
export function i32(...values: readonly number[]): Uint8Array {
  return unsigned(
    4,
    values.map((value) => requireInteger(value, -(2 ** 31), 2 ** 31 - 1) >>> 0),
  );
}

/** Fixed-point 16.16 numbers, rounded to the nearest. */
export function fixed16_16(...values: readonly number[]): Uint8Array {
  return unsigned(
    4,
    values.map((value) => Math.round(value * 2 ** 16)),
  );
}

/** Text of one byte per character, without a terminator, such as a four-character code. */
export function ascii(text: string): Uint8Array {
  return u8(...Array.from(text, (character) => character.charCodeAt(0)));
}

/** A UTF-8 string with a terminating zero; zeros inside it are removed. */
export function utf8z(text: string): Uint8Array {
  return encoder.encode(`${text.replaceAll('\0', '')}\0`);
}

/** `count` zero bytes, for reserved fields. */
export const zeros = (count: number): Uint8Array => new Uint8Array(count);

/**
 * Returns `value` if it is an integer from `minimum` to `maximum`, both included.
 * @throws OnplayError `packaging_impossible` otherwise.
 */
export function requireInteger(value: number, minimum: number, maximum: number): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw packagingImpossible(`the value ${value} is not a whole number from ${minimum} to ${maximum}`);
}

function unsigned(size: 1 | 2 | 3 | 4, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(size * values.length);
  values.forEach((value, index) => {
    requireInteger(value, 0, 2 ** (8 * size) - 1);
    for (let byte = 0; byte < size; byte++) {
      bytes[index * size + byte] = value >>> (8 * (size - 1 - byte));
    }
  });
  return bytes;
}

function highAndLow(value: number): [number, number] {
  requireInteger(value, 0, Number.MAX_SAFE_INTEGER);
  return [Math.floor(value / 2 ** 32), value % 2 ** 32];
}
