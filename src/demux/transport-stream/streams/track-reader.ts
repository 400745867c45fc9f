import { type PesHeader, PesPayload } from '../../../transport-stream/index.js';
import { MAX_FOREIGN_BYTES } from '../limits.js';
import type { Splitter } from '../units/splitter.js';
import type { UnitTime } from '../units/unit-table.js';

/** The clock of a stream: see `StreamClock` and `TextClock`. */
interface PacketClock {
  place(pts: number, dts: number | undefined): UnitTime | undefined;
}

/** Reads the packets of one stream, in file order. */
export class TrackReader {
  /** Whether any packet was scrambled. */
  hasScrambled = false;
  /** Whether the last unit was given up, as it is not whole. */
  isCutOff = false;
  #payload = new PesPayload();
  readonly #clock: PacketClock;
  readonly #splitter: Splitter;
  /** Payload of the PES packet that is still to come; undefined where its size is not stated. */
  #left: number | undefined;
  #lastOffset = 0;
  /** True while there is nothing. */
  #isFilledUp = true;
  readonly #foreign: number | undefined;
  #isForeign = false;

  /** @param foreign stream_id_extension of packets that are of another stream on the same PID. */
  constructor(clock: PacketClock, splitter: Splitter, foreign?: number) {
    this.#foreign = foreign;
    this.#clock = clock;
    this.#splitter = splitter;
  }

  /** @param base offset in the file of the first of `bytes`. */
  packet(bytes: Uint8Array, at: number, base: number): void {
    const payload = this.#payload;
    if (base + at - this.#lastOffset > MAX_FOREIGN_BYTES) this.#splitter.end(this.#isWhole);
    this.#lastOffset = base + at;
    payload.push(bytes, at);
    if (payload.isScrambled) this.hasScrambled = true;
    if (payload.header) this.#begin(payload.header);
    const { start, end } = payload;
    if (start >= end || this.#isForeign) return;
    this.#isFilledUp = payload.isFilledUp;
    if (this.#left !== undefined) this.#left -= end - start;
    this.#splitter.push(bytes, start, end, base);
  }

  /** What comes next does not continue what came before. */
  restart(): void {
    this.#payload = new PesPayload();
    this.#splitter.end(this.#isWhole);
  }

  /** @param isFileCut whether the file ends within a packet. */
  end(isFileCut: boolean): void {
    const isWhole = this.#isWhole && !isFileCut;
    this.isCutOff = !isWhole;
    this.#splitter.end(isWhole);
  }

  /** Whether the last PES packet is: the end of one of unknown size is seen by the stuffing before it. */
  get #isWhole(): boolean {
    return this.#left === undefined ? this.#isFilledUp : this.#left <= 0;
  }

  #begin({ pts, dts, payloadSize, extension }: PesHeader): void {
    this.#isForeign = extension !== undefined && extension === this.#foreign;
    if (this.#isForeign) return;
    this.#left = payloadSize === 0 ? undefined : payloadSize;
    this.#splitter.begin(pts === undefined ? undefined : this.#clock.place(pts, dts));
  }
}
