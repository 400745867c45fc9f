/**
 * ISO/IEC 13818-1 2.4.3.7: PTS and DTS, 33 bits in five bytes with marker bits between. Ticks of a clock of 90 kHz, which begins
 * again from 0 after 26.5 hours.
 */

export const TICKS_PER_SECOND = 90_000;
/** How many different timestamps there are. */
export const TIMESTAMPS = 2 ** 33;
export const TIMESTAMP_BYTES = 5;

/** Before the time itself: which timestamp follows. */
export const ONLY_PTS = 0x2;
export const PTS_BEFORE_DTS = 0x3;
export const DTS_AFTER_PTS = 0x1;

export function readTimestamp(bytes: Uint8Array, at: number): number {
  const high = (bytes[at]! >> 1) & 7;
  const middle = ((bytes[at + 1]! << 8) | bytes[at + 2]!) >> 1;
  const low = ((bytes[at + 3]! << 8) | bytes[at + 4]!) >> 1;
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}

/** @param ticks a whole number, of which the lowest 33 bits are written. */
export function writeTimestamp(bytes: Uint8Array, at: number, prefix: number, ticks: number): void {
  const high = Math.floor(ticks / 2 ** 30) & 7;
  const middle = Math.floor(ticks / 2 ** 15) & 0x7fff;
  const low = ticks & 0x7fff;
  bytes[at] = (prefix << 4) | (high << 1) | 1;
  bytes[at + 1] = middle >> 7;
  bytes[at + 2] = ((middle << 1) & 0xff) | 1;
  bytes[at + 3] = low >> 7;
  bytes[at + 4] = ((low << 1) & 0xff) | 1;
}

/** The time that is `stored` as its lowest 33 bits and nearest to `near`. */
export function unwrapTimestamp(stored: number, near: number): number {
  return stored + TIMESTAMPS * Math.round((near - stored) / TIMESTAMPS);
}
