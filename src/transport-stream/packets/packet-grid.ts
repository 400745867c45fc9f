/** Where packets begin: at equal distances, up to where bytes are lost or recordings were joined. */
import { PACKET_BYTES, SYNC_BYTE } from './packet.js';

/** From the sync byte at `start` on, there is one every `stride` bytes. */
export interface PacketGrid {
  readonly start: number;
  readonly stride: number;
}

/** Packets alone; after four bytes with the time of arrival (Blu-ray, AVCHD); before 16 bytes of error correction. */
const STRIDES = [PACKET_BYTES, 192, 204] as const;
/** As many sync bytes at equal distances are no chance. */
const ENOUGH_PACKETS = 8;
/** How many bytes have to be there to find a grid that begins in the first `stride` of them. */
export const GRID_SEARCH_BYTES = 204 * (ENOUGH_PACKETS + 1);

/**
 * Finds the first grid with a sync byte in [from, to) and eight packets in a row, or as many as there are before the bytes end, but
 * never fewer than `least`.
 */
export function findGrid(
  bytes: Uint8Array,
  { from = 0, to = bytes.byteLength, least = ENOUGH_PACKETS } = {},
): PacketGrid | undefined {
  for (let start = bytes.indexOf(SYNC_BYTE, from); start >= 0 && start < to; ) {
    const stride = STRIDES.find((distance) => isGrid(bytes, start, distance, least));
    if (stride !== undefined) return { start, stride };
    start = bytes.indexOf(SYNC_BYTE, start + 1);
  }
  return undefined;
}

function isGrid(bytes: Uint8Array, start: number, stride: number, least: number): boolean {
  let packets = 0;
  for (let at = start; packets < ENOUGH_PACKETS && at + PACKET_BYTES <= bytes.byteLength; at += stride) {
    if (bytes[at] !== SYNC_BYTE) return false;
    packets++;
  }
  return packets >= least;
}
