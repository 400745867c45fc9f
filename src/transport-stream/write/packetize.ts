/** Writes packets: the sections of a table, or a PES packet, each from a packet of its own on. */
import { HEADER_BYTES, NULL_PID, PACKET_BYTES, SYNC_BYTE } from '../packets/packet.js';

const PAYLOAD_BYTES = PACKET_BYTES - HEADER_BYTES;
const STUFFING = 0xff;

/** Counts the packets of a PID. */
export class Packetizer {
  readonly #pid: number;
  #counter = 0;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Packets with the parts one after the other, of which an adaptation field fills up the last. */
  packets(...parts: readonly Uint8Array[]): Uint8Array {
    const payload = Buffer.concat(parts);
    const count = Math.ceil(payload.byteLength / PAYLOAD_BYTES);
    const bytes = Buffer.alloc(count * PACKET_BYTES, STUFFING);
    for (let i = 0; i < count; i++) {
      const at = i * PACKET_BYTES;
      const piece = payload.subarray(i * PAYLOAD_BYTES, (i + 1) * PAYLOAD_BYTES);
      const unused = PAYLOAD_BYTES - piece.byteLength;
      writeHeader(bytes, at, { pid: this.#pid, isStart: i === 0, counter: this.#counter, unused });
      this.#counter = (this.#counter + 1) & 0x0f;
      bytes.set(piece, at + PACKET_BYTES - piece.byteLength);
    }
    return bytes;
  }
}

interface PacketHeader {
  readonly pid: number;
  readonly isStart: boolean;
  readonly counter: number;
  /** Bytes of the adaptation field. */
  readonly unused: number;
}

function writeHeader(bytes: Uint8Array, at: number, { pid, isStart, counter, unused }: PacketHeader): void {
  bytes[at] = SYNC_BYTE;
  bytes[at + 1] = (isStart ? 0x40 : 0) | (pid >> 8);
  bytes[at + 2] = pid & 0xff;
  bytes[at + 3] = (unused > 0 ? 0x30 : 0x10) | counter;
  if (unused > 0) bytes[at + 4] = unused - 1;
  if (unused > 1) bytes[at + 5] = 0;
}

/** One section in packets of its own; what follows it is stuffing. */
export function sectionPackets(pid: number, section: Uint8Array): Uint8Array {
  const withPointer = Buffer.concat([Uint8Array.of(0), section]);
  const count = Math.ceil(withPointer.byteLength / PAYLOAD_BYTES);
  const padded = Buffer.alloc(count * PAYLOAD_BYTES, STUFFING);
  padded.set(withPointer);
  return new Packetizer(pid).packets(padded);
}

export function nullPackets(count: number): Uint8Array {
  return new Packetizer(NULL_PID).packets(new Uint8Array(count * PAYLOAD_BYTES));
}
