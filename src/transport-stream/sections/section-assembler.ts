import { isUnitStart, PACKET_BYTES, payloadStart } from '../packets/packet.js';

/** Before the contents of a section: table_id, and two bytes with the length of what follows. */
const LENGTH_END = 3;
const MAX_SECTION_BYTES = 4096;
/** A payload ends with these where no section follows. */
const STUFFING = 0xff;

/** Puts the sections of one PID together: they may span packets, and a packet may have several (ISO/IEC 13818-1 2.4.4). */
export class SectionAssembler {
  #bytes: Uint8Array = new Uint8Array();

  /** Returns the sections that end in this packet of the PID, each from its table_id to its CRC, unchecked. */
  push(bytes: Uint8Array, at: number): Uint8Array[] {
    const end = at + PACKET_BYTES;
    let start = payloadStart(bytes, at);
    if (start >= end) return [];
    if (!isUnitStart(bytes, at)) return this.#append(bytes.subarray(start, end));
    // pointer_field: how many bytes of the section before precede.
    const next = Math.min(start + 1 + bytes[start]!, end);
    const sections = this.#append(bytes.subarray(start + 1, next));
    start = next;
    this.#bytes = new Uint8Array();
    return [...sections, ...this.#begin(bytes.subarray(start, end))];
  }

  #append(more: Uint8Array): Uint8Array[] {
    // Without its beginning, a section is useless.
    if (this.#bytes.byteLength === 0 || this.#bytes.byteLength > MAX_SECTION_BYTES) return [];
    return this.#begin(Buffer.concat([this.#bytes, more]));
  }

  /** Takes the whole sections off, and keeps the rest. */
  #begin(bytes: Uint8Array): Uint8Array[] {
    const sections: Uint8Array[] = [];
    let rest = bytes;
    while (rest.byteLength >= LENGTH_END && rest[0] !== STUFFING) {
      const size = LENGTH_END + (((rest[1]! & 0x0f) << 8) | rest[2]!);
      if (rest.byteLength < size) break;
      sections.push(rest.slice(0, size));
      rest = rest.subarray(size);
    }
    this.#bytes = rest[0] === STUFFING ? new Uint8Array() : rest.slice();
    return sections;
  }
}
