import {
  counterOf,
  hasAdaptationField,
  isDiscontinuity,
  isScrambled,
  isUnitStart,
  PACKET_BYTES,
  payloadStart,
} from '../packets/packet.js';
import { type PesHeader, pesHeaderSize, readPesHeader } from './pes-header.js';

/** What of a PES packet has been read. */
type State = 'outside' | 'header' | 'payload';

/**
 * The payload of the PES packets of one PID, packet by packet: without headers, which may span packets, and without packets that
 * are sent twice (ISO/IEC 13818-1 2.4.3.3). After `push`, its fields tell of that packet.
 */
export class PesPayload {
  /** Where the payload of the last packet is in its bytes: [start, end), which is empty if it has none. */
  start = 0;
  end = 0;
  /** The header after which the payload begins; undefined if it goes on. */
  header: PesHeader | undefined;
  /** Whether the last packet could not be read. */
  isScrambled = false;
  /** Whether the last packet was filled up, as only the last of a PES packet is. */
  isFilledUp = false;
  #state: State = 'outside';
  #partialHeader: Uint8Array = new Uint8Array();
  #lastBytes: Uint8Array | undefined;
  #lastAt = 0;

  /** Begins within the payload, at `start` of the packet at `at`. */
  startWithin(bytes: Uint8Array, at: number, start: number): void {
    this.#state = 'payload';
    this.#remember(bytes, at);
    this.#found(start, at + PACKET_BYTES);
  }

  push(bytes: Uint8Array, at: number): void {
    const start = payloadStart(bytes, at);
    const end = at + PACKET_BYTES;
    this.header = undefined;
    this.isScrambled = isScrambled(bytes, at);
    this.#found(end, end);
    if (start >= end || this.isScrambled || this.#isRepeated(bytes, at)) return;
    this.isFilledUp = hasAdaptationField(bytes, at);
    this.#remember(bytes, at);
    if (isUnitStart(bytes, at)) {
      this.#partialHeader = new Uint8Array();
      this.#state = 'header';
    }
    if (this.#state === 'payload') this.#found(start, end);
    else if (this.#state === 'header') this.#readHeader(bytes, start, end);
  }

  #found(start: number, end: number): void {
    this.start = start;
    this.end = end;
  }

  #remember(bytes: Uint8Array, at: number): void {
    this.#lastBytes = bytes;
    this.#lastAt = at;
  }

  #isRepeated(bytes: Uint8Array, at: number): boolean {
    const last = this.#lastBytes;
    if (!last || counterOf(last, this.#lastAt) !== counterOf(bytes, at) || isDiscontinuity(bytes, at))
      return false;
    const before = last.subarray(payloadStart(last, this.#lastAt), this.#lastAt + PACKET_BYTES);
    const now = bytes.subarray(payloadStart(bytes, at), at + PACKET_BYTES);
    return Buffer.compare(before, now) === 0;
  }

  #readHeader(bytes: Uint8Array, start: number, end: number): void {
    const known = this.#partialHeader.byteLength;
    if (known === 0) {
      this.#parseHeader(bytes, start, end - start, start);
      return;
    }
    const joined = Buffer.concat([this.#partialHeader, bytes.subarray(start, end)]);
    this.#parseHeader(joined, 0, joined.byteLength, start - known);
  }

  /** @param origin where the header would begin in the packet's own bytes. */
  #parseHeader(bytes: Uint8Array, at: number, length: number, origin: number): void {
    const size = pesHeaderSize(bytes, at, length);
    if (size > length) {
      this.#partialHeader = bytes.slice(at, at + length);
      return;
    }
    const header = size > 0 ? readPesHeader(bytes, at) : undefined;
    this.isScrambled = header?.isScrambled === true;
    this.#state = header && !this.isScrambled ? 'payload' : 'outside';
    if (this.#state === 'outside') return;
    this.header = header;
    this.start = origin + size;
  }
}
