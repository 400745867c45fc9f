import { PacketTime, type Splitter } from '../units/splitter.js';
import { UNIT_SYNC, type UnitTable, type UnitTime } from '../units/unit-table.js';
import { HEADER_BYTES, type ReadFrameHeader } from './frame-header.js';

/** A frame of which the header was read. */
interface OpenFrame {
  readonly offset: number;
  readonly size: number;
  readonly length: number;
  readonly time: UnitTime | undefined;
  readonly flags: number;
  /** Whether it continues the last unit. */
  readonly isPart: boolean;
}

/** Where a byte is in the file, and the time of its PES packet. */
interface Place {
  readonly offset: number;
  readonly packet: PacketTime;
}

/** Payload in one piece, and where its bytes are in the file. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  placeOf(at: number): Place;
}

/** Divides audio into frames by their headers. A frame may begin anywhere in a PES packet, and end in a later one. */
export class AudioFrames implements Splitter {
  /** Samples per second, as the first header has it; 0 where headers do not say. */
  rate = 0;
  readonly #table: UnitTable;
  readonly #readHeader: ReadFrameHeader;
  #packet = new PacketTime(undefined);
  #frame: OpenFrame | undefined;
  /** Bytes of the open frame that are still to come. */
  #left = 0;
  /** The beginning of a header. */
  #rest: Piece | undefined;
  /** Whether the next header follows the last frame immediately. */
  #isAdjacent = false;

  constructor(table: UnitTable, readHeader: ReadFrameHeader) {
    this.#table = table;
    this.#readHeader = readHeader;
  }

  begin(time: UnitTime | undefined): void {
    this.#packet = new PacketTime(time);
  }

  push(bytes: Uint8Array, start: number, end: number, base: number): void {
    const packet = this.#packet;
    const piece = { bytes, start, end, placeOf: (at: number) => ({ offset: base + at, packet }) };
    if (this.#rest) this.#read(joined(this.#rest, piece));
    else if (this.#left >= end - start) this.#skip(end - start);
    else this.#read(piece);
  }

  /** A frame that is not whole is left out, whatever the packet was. */
  end(): void {
    if (this.#rest) this.#readLast(this.#rest);
    this.#frame = undefined;
    this.#left = 0;
    this.#rest = undefined;
    this.#isAdjacent = false;
  }

  #skip(bytes: number): void {
    this.#left -= bytes;
    if (this.#left === 0) this.#close();
  }

  #read(piece: Piece): void {
    this.#rest = undefined;
    let at = piece.start;
    while (at < piece.end) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, piece.end - at);
        this.#skip(skipped);
        at += skipped;
      } else if (piece.end - at < HEADER_BYTES) {
        this.#rest = restOf(piece, at);
        return;
      } else if (!this.#open(piece, at)) {
        this.#isAdjacent = false;
        at++;
      }
    }
  }

  /** Frames that are shorter than what other headers need, as those of silence. */
  #readLast(rest: Piece): void {
    const known = rest.end - rest.start;
    const bytes = Buffer.concat([rest.bytes.subarray(rest.start, rest.end), new Uint8Array(HEADER_BYTES)]);
    const piece = { ...rest, bytes, placeOf: (at: number) => rest.placeOf(rest.start + at) };
    let at = 0;
    while (at < known && this.#open(piece, at) && at + this.#left <= known) {
      at += this.#left;
      this.#skip(this.#left);
    }
  }

  #open(piece: Piece, at: number): boolean {
    const header = this.#readHeader(piece.bytes, at);
    if (!header) return false;
    const isPart = header.isPart === true;
    // Without the frame that it is decoded with, a part is nothing.
    if (isPart && !this.#isAdjacent) return false;
    const { offset, packet } = piece.placeOf(at);
    const { size, length, rate, isSync = true } = header;
    if (this.rate === 0) this.rate = rate;
    const flags = isSync ? UNIT_SYNC : 0;
    this.#frame = { offset, size, isPart, flags, length: this.#atRate(length, rate), time: packet.take() };
    this.#left = size;
    return true;
  }

  #atRate(length: number, rate: number): number {
    return rate === 0 ? length : Math.round((length * this.rate) / rate);
  }

  #close(): void {
    const frame = this.#frame;
    this.#frame = undefined;
    if (!frame) return;
    this.#isAdjacent = true;
    const { offset, size, length, time, isPart, flags } = frame;
    if (isPart) this.#table.extendLast(size);
    else this.#table.add({ offset, size, time, length, flags });
  }
}

/**
 * The bytes from `from` on, fewer than a header. By itself: what refers to the piece would refer to all pieces before it, where each
 * ends within a header.
 */
function restOf({ bytes, end, placeOf }: Piece, from: number): Piece {
  const rest = Uint8Array.from(bytes.subarray(from, end));
  const places: Place[] = [];
  for (let at = from; at < end; at++) places.push(placeOf(at));
  return { bytes: rest, start: 0, end: rest.byteLength, placeOf: fromPlaces(places) };
}

/** Not within `restOf`, whose variables the function would keep. */
const fromPlaces = (places: readonly Place[]) => (at: number) => places[at]!;

function joined(before: Piece, after: Piece): Piece {
  const known = before.end - before.start;
  const bytes = Buffer.concat([
    before.bytes.subarray(before.start, before.end),
    after.bytes.subarray(after.start, after.end),
  ]);
  const placeOf = (at: number) =>
    at < known ? before.placeOf(before.start + at) : after.placeOf(after.start + at - known);
  return { bytes, start: 0, end: bytes.byteLength, placeOf };
}
