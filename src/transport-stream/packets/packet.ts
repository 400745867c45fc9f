/**
 * ISO/IEC 13818-1 2.4.3.2 Transport packet
 *
 *     sync_byte                     u8   0x47
 *     transport_error_indicator     1 bit
 *     payload_unit_start_indicator  1 bit   a section, or a PES packet, begins in the payload
 *     transport_priority            1 bit
 *     PID                           13 bits
 *     transport_scrambling_control  2 bits  0: not scrambled
 *     adaptation_field_control      2 bits  1: payload; 2: adaptation field; 3: adaptation field, then payload
 *     continuity_counter            4 bits  counts the packets with payload of a PID
 *     adaptation field              u8 length, then so many bytes: flags, of which 0x80 is discontinuity_indicator, …
 *     payload                       up to 188 bytes in all
 *
 * A packet is named by the bytes it is in and the offset of its sync byte.
 */

export const PACKET_BYTES = 188;
export const SYNC_BYTE = 0x47;
/** How many PIDs there are. */
export const PIDS = 8192;
/** Of packets without contents. */
export const NULL_PID = 0x1fff;
/** Bytes before the adaptation field or the payload. */
export const HEADER_BYTES = 4;

const UNIT_START = 0x40;
const SCRAMBLING = 0xc0;
const ADAPTATION = 0x20;
const PAYLOAD = 0x10;
const COUNTER = 0x0f;
const DISCONTINUITY = 0x80;

export const pidOf = (bytes: Uint8Array, at: number): number =>
  ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!;

export const isUnitStart = (bytes: Uint8Array, at: number): boolean => (bytes[at + 1]! & UNIT_START) !== 0;

export const isScrambled = (bytes: Uint8Array, at: number): boolean => (bytes[at + 3]! & SCRAMBLING) !== 0;

export const counterOf = (bytes: Uint8Array, at: number): number => bytes[at + 3]! & COUNTER;

export const hasAdaptationField = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at + 3]! & ADAPTATION) !== 0;

/** Whether the counter says nothing, as at the seam of two recordings. */
export function isDiscontinuity(bytes: Uint8Array, at: number): boolean {
  return hasAdaptationField(bytes, at) && bytes[at + 4]! > 0 && (bytes[at + 5]! & DISCONTINUITY) !== 0;
}

/** Offset in `bytes` of the payload, which ends with the packet: `at + PACKET_BYTES` if there is none. */
export function payloadStart(bytes: Uint8Array, at: number): number {
  const control = bytes[at + 3]!;
  if ((control & PAYLOAD) === 0) return at + PACKET_BYTES;
  if ((control & ADAPTATION) === 0) return at + HEADER_BYTES;
  return Math.min(at + HEADER_BYTES + 1 + bytes[at + 4]!, at + PACKET_BYTES);
}
