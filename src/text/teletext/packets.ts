/**
 * Packets of teletext in a PES packet (ETSI EN 300 472 4.4): u8 data_identifier, then data units of
 *
 *     data_unit_id      u8  2: teletext, 3: of subtitles; others are stuffing, or not for text
 *     data_unit_length  u8  0x2c
 *     field and line    u8
 *     framing_code      u8  0xe4
 *     packet            42 bytes, the bits of each reversed
 *
 * A packet (EN 300 706 7.1) has two bytes of Hamming 8/4, with three bits of the magazine and five of the number of the packet, and 40 of data.
 */
import { hamming84 } from './coding.js';

const TELETEXT_UNITS: ReadonlySet<number> = new Set([0x02, 0x03]);
const [UNIT_HEADER_BYTES, UNIT_BYTES, FRAMING_CODE] = [2, 0x2c, 0xe4];
/** Of a unit: field, line and framing code; then the address. */
const [PACKET_AT, ADDRESS_BYTES] = [4, 2];

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) if ((byte >> bit) & 1) reversed |= 0x80 >> bit;
  return reversed;
});

/** Bytes are as they are sent, the first bit the lowest. */
export class TeletextPacket {
  /** @param stored its 40 bytes of data as the PES packet has them. */
  constructor(
    /** 0 to 7; viewers know 0 as 8. */
    readonly magazine: number,
    /** 0: the header of a page; 1 to 24: its rows; 26, 28, 29: what enhances it. */
    readonly row: number,
    private readonly stored: Uint8Array,
  ) {}

  /** 40 bytes, reversed when they are asked for: most packets are of other pages. */
  get data(): Uint8Array {
    return this.stored.map((byte) => REVERSED[byte]!);
  }
}

/** The packets in the payload of a PES packet, without those whose address cannot be read. */
export function* teletextPackets(payload: Uint8Array): Generator<TeletextPacket> {
  for (let at = 1; at + UNIT_HEADER_BYTES <= payload.byteLength; ) {
    const end = at + UNIT_HEADER_BYTES + payload[at + 1]!;
    if (end > payload.byteLength) return;
    const packet = isTeletext(payload, at) ? readPacket(payload.subarray(at + PACKET_AT, end)) : undefined;
    if (packet) yield packet;
    at = end;
  }
}

function isTeletext(payload: Uint8Array, at: number): boolean {
  const isOfText = TELETEXT_UNITS.has(payload[at]!) && payload[at + 1] === UNIT_BYTES;
  return isOfText && payload[at + PACKET_AT - 1] === FRAMING_CODE;
}

function readPacket(stored: Uint8Array): TeletextPacket | undefined {
  const [low, high] = [hamming84(REVERSED[stored[0]!]!), hamming84(REVERSED[stored[1]!]!)];
  if (low === undefined || high === undefined) return undefined;
  return new TeletextPacket(low & 7, (low >> 3) | (high << 1), stored.subarray(ADDRESS_BYTES));
}
