import type { CodedPicture } from '../../../bitstream/index.js';
import { PacketTime, type Splitter } from '../units/splitter.js';
import {
  UNIT_GRADUAL,
  UNIT_INDEPENDENT,
  UNIT_NON_REFERENCE,
  UNIT_SYNC,
  type UnitTable,
  type UnitTime,
} from '../units/unit-table.js';
import { StartCodes } from './start-codes.js';
import { UnitHead } from './unit-head.js';
import type { VideoRules } from './video-rules.js';

/** Where something begins: in the file, in the stream, and in which PES packet. */
interface Place {
  readonly offset: number;
  readonly position: number;
  readonly packet: PacketTime;
}

/** An access unit that has begun, with a picture. */
interface OpenUnit {
  readonly offset: number;
  readonly position: number;
  readonly time: UnitTime | undefined;
  readonly flags: number;
  /** Of a gradual refresh. */
  readonly recoveryFrames: number;
}

/** More take too long to be of use. */
const MAX_RECOVERY_FRAMES = 10_000;
/** More than any head. */
const MAX_HEAD_BYTES = 1024;

/** Divides video into access units by its start codes. An access unit may begin anywhere in a PES packet. */
export class AccessUnits implements Splitter {
  readonly #table: UnitTable;
  readonly #rules: VideoRules;
  readonly #codes = new StartCodes();
  readonly #unitHead = new UnitHead();
  #packet = new PacketTime(undefined);
  /** Bytes of the stream before the current piece. */
  #position = 0;
  /** Offsets in the file of the last two bytes of the piece before. */
  readonly #lastOffsets: [number, number] = [0, 0];
  /** What follows the last start code, as far as it is of interest. */
  readonly #head = new Uint8Array(MAX_HEAD_BYTES);
  #headLength = 0;
  #headWanted = 0;
  /** Whether the last start code was the last byte so far. */
  #isTypeWanted = false;
  #place: Place | undefined;
  /** Where the next access unit begins, whose picture is still to come. */
  #opening: Place | undefined;
  #unit: OpenUnit | undefined;

  constructor(table: UnitTable, rules: VideoRules) {
    this.#table = table;
    this.#rules = rules;
  }

  begin(time: UnitTime | undefined): void {
    this.#packet = new PacketTime(time);
  }

  push(bytes: Uint8Array, start: number, end: number, base: number): void {
    let from = start;
    while (true) {
      const code = this.#codes.next(bytes, from, end, from === start);
      const { bytesBefore } = this.#codes;
      this.#collect(bytes, from, code < 0 ? end : code);
      if (code < 0) break;
      this.#finishHead();
      const begin = bytesBefore > 0 ? this.#lastOffsets[2 - bytesBefore]! : base + code - 3;
      const position = this.#position + (code - 3 - start);
      this.#place = { offset: begin, position, packet: this.#packet };
      this.#isTypeWanted = true;
      from = code;
    }
    this.#codes.finish(bytes, start, end);
    this.#position += end - start;
    if (end - start > 1) this.#lastOffsets[0] = base + end - 2;
    else this.#lastOffsets[0] = this.#lastOffsets[1];
    this.#lastOffsets[1] = base + end - 1;
  }

  end(isWhole: boolean): void {
    this.#finishHead();
    if (isWhole) this.#close(this.#opening?.position ?? this.#position);
    this.#unit = undefined;
    this.#opening = undefined;
    this.#codes.reset();
  }

  #collect(bytes: Uint8Array, from: number, to: number): void {
    if (this.#isTypeWanted && from < to) {
      this.#isTypeWanted = false;
      this.#headLength = 0;
      this.#headWanted = Math.min(this.#rules.headBytes(bytes[from]!), MAX_HEAD_BYTES);
    }
    if (this.#headWanted === 0) return;
    const length = Math.min(this.#headWanted - this.#headLength, to - from);
    for (let i = 0; i < length; i++) this.#head[this.#headLength + i] = bytes[from + i]!;
    this.#headLength += length;
    if (this.#headLength === this.#headWanted) this.#finishHead();
  }

  #finishHead(): void {
    this.#isTypeWanted = false;
    if (this.#headWanted === 0) return;
    this.#headWanted = 0;
    const head = this.#head.subarray(0, this.#headLength);
    const found = this.#rules.look(head);
    if (found === 'nothing') return;
    this.#unitHead.add(head);
    if (found === 'opening') this.#opening ??= this.#place;
    else this.#picture(found === 'second field');
  }

  #picture(isSecondField: boolean): void {
    const place = this.#opening ?? this.#place!;
    this.#opening = undefined;
    const picture = this.#rules.read(this.#unitHead.take());
    if (isSecondField && this.#unit) return;
    this.#close(place.position);
    const { offset, position, packet } = place;
    const recoveryFrames = Math.min(picture?.recoveryFrames ?? 0, MAX_RECOVERY_FRAMES);
    this.#unit = { offset, position, recoveryFrames, flags: flagsOf(picture), time: packet.take() };
  }

  #close(position: number): void {
    if (!this.#unit) return;
    const { offset, position: start, time, flags, recoveryFrames: length } = this.#unit;
    this.#table.add({ offset, size: position - start, time, flags, length });
    this.#unit = undefined;
  }
}

function flagsOf(picture: CodedPicture | undefined): number {
  if (!picture) return 0;
  const { access, isReference } = picture;
  const isSync = access === 'independent' || access === 'open';
  return (
    (isSync ? UNIT_SYNC : 0) |
    (access === 'independent' ? UNIT_INDEPENDENT : 0) |
    (access === 'gradual' ? UNIT_GRADUAL : 0) |
    (isReference ? 0 : UNIT_NON_REFERENCE)
  );
}
