/**
 * Packs the arrays of an index, of which a number is mostly like the one before: a tenth of their size, or less. A column is
 * packed in pieces of 65,536 numbers, so that none of it is copied as a whole:
 *
 *     method  u8   0: bytes as they are; 1: whole numbers; 2: differences of whole numbers, each to the one before
 *     planes  u8   of 1 and 2: bytes of the largest number
 *     base    f64  of 2: what the first difference is to
 *     length  u32
 *     data    deflated (RFC 1951): the bytes, or the lowest bytes of all numbers, then their second bytes, …
 *
 * A number n is stored as 2 n, or −2 n − 1 if it is negative.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export type Column = Float64Array | Uint32Array | Uint8Array;

/** Numbers in a piece. */
export const PIECE_LENGTH = 65_536;

const BYTES = 0;
const NUMBERS = 1;
const DIFFERENCES = 2;

const HEADER_BYTES = 14;
/** The numbers by which the better method is found. */
const TRIED_LENGTH = 2048;
/** Whole numbers below it, and differences of them, are exact when they are stored. */
const LARGEST = 2 ** 51;
const WORD = 2 ** 32;
/** A day of video has hundreds of pieces: memory for each would not be collected fast enough. */
const storedNumbers = new Float64Array(PIECE_LENGTH);
const storedPlanes = new Uint8Array(8 * PIECE_LENGTH);

/** Resolves with the next bytes of the file, exactly as many. */
export type ReadBytes = (length: number) => Promise<Uint8Array>;

/** The pieces of a column, one after the other. */
export function* packedColumn(column: Column): Generator<Uint8Array> {
  for (let at = 0; at < column.length; at += PIECE_LENGTH)
    yield* packedPiece(column.subarray(at, at + PIECE_LENGTH));
}

/** Fills a column from its pieces. @throws Error for what no column was packed to; what `read` and zlib throw. */
export async function unpackColumn(column: Column, read: ReadBytes): Promise<void> {
  for (let at = 0; at < column.length; at += PIECE_LENGTH)
    await unpackPiece(column.subarray(at, at + PIECE_LENGTH), read);
}

/** @param piece at most `PIECE_LENGTH` numbers. */
export function* packedPiece(piece: Column): Generator<Uint8Array> {
  if (piece instanceof Uint8Array || !piece.every(isExact)) {
    yield* withHeader(BYTES, 0, 0, new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
    return;
  }
  const base = piece[0]!;
  const tried = piece.subarray(0, TRIED_LENGTH);
  const isBetter = deflated(planesOf(differences(tried))).length < deflated(planesOf(numbers(tried))).length;
  const stored = isBetter ? differences(piece) : numbers(piece);
  const planes = planesOf(stored);
  yield* withHeader(isBetter ? DIFFERENCES : NUMBERS, planes.length / piece.length, base, planes);
}

/** Fills a piece. @throws as `unpackColumn`. */
export async function unpackPiece(piece: Column, read: ReadBytes): Promise<void> {
  const header = Buffer.from(await read(HEADER_BYTES));
  const [method, planes] = [header.readUInt8(0), header.readUInt8(1)];
  const [base, length] = [header.readDoubleLE(2), header.readUInt32LE(10)];
  const wanted = method === BYTES ? piece.byteLength : planes * piece.length;
  // Deflate makes nothing larger by more than a thousandth.
  if (wanted > 8 * PIECE_LENGTH || length > 2 * wanted + HEADER_BYTES)
    throw new Error('a piece is too large');
  const bytes = inflateRawSync(await read(length), { maxOutputLength: Math.max(wanted, 1) });
  if (bytes.length !== wanted || method > DIFFERENCES) throw new Error('a piece is damaged');
  if (method === BYTES) new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength).set(bytes);
  else fill(piece, bytes, method === DIFFERENCES ? base : undefined);
}

function* withHeader(method: number, planes: number, base: number, bytes: Uint8Array): Generator<Uint8Array> {
  const data = deflated(bytes);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(method, 0);
  header.writeUInt8(planes, 1);
  header.writeDoubleLE(base, 2);
  header.writeUInt32LE(data.length, 10);
  yield header;
  yield data;
}

/** The fastest level, as manifests wait for it. */
function deflated(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { level: 1 });
}

const isExact = (number: number) => Number.isInteger(number) && Math.abs(number) < LARGEST;

const storedNumber = (number: number) => (number < 0 ? -2 * number - 1 : 2 * number);

/** This and what `planesOf` returns are valid until the next call. */
function numbers(piece: Float64Array | Uint32Array): Float64Array {
  const stored = storedNumbers.subarray(0, piece.length);
  for (let i = 0; i < piece.length; i++) stored[i] = storedNumber(piece[i]!);
  return stored;
}

function differences(piece: Float64Array | Uint32Array): Float64Array {
  const stored = storedNumbers.subarray(0, piece.length);
  stored[0] = 0;
  for (let i = 1; i < piece.length; i++) stored[i] = storedNumber(piece[i]! - piece[i - 1]!);
  return stored;
}

/** As many bytes of each number as the largest has, at least 1. */
function planesOf(stored: Float64Array): Uint8Array {
  const { length } = stored;
  let largest = 0;
  for (const number of stored) largest = Math.max(largest, number);
  let count = 1;
  while (largest >= 256 ** count) count++;
  const planes = storedPlanes.subarray(0, count * length);
  for (let i = 0; i < length; i++) {
    const low = stored[i]! % WORD;
    for (let plane = 0; plane < Math.min(count, 4); plane++) planes[plane * length + i] = low >>> (8 * plane);
    if (count <= 4) continue;
    const high = Math.floor(stored[i]! / WORD);
    for (let plane = 4; plane < count; plane++) planes[plane * length + i] = high >>> (8 * (plane - 4));
  }
  return planes;
}

/** @param base of differences. */
function fill(piece: Column, planes: Uint8Array, base: number | undefined): void {
  const { length } = piece;
  const count = planes.length / length;
  let before = base ?? 0;
  for (let i = 0; i < length; i++) {
    let stored = 0;
    for (let plane = count - 1; plane >= 0; plane--) stored = stored * 256 + planes[plane * length + i]!;
    const number = stored % 2 === 0 ? stored / 2 : -(stored + 1) / 2;
    piece[i] = base === undefined ? number : before + number;
    before = piece[i]!;
  }
}
