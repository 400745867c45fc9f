/** Which copies have to go so that there is room for another. Pure. */

/** A copy of one version of a master. */
export interface StoredCopy {
  /** Of its folder. */
  readonly name: string;
  readonly bytes: number;
  /** In milliseconds since the epoch. */
  readonly usedAt: number;
  /** Read from just now. */
  readonly isOpen: boolean;
}

export interface Room {
  /** What is to be written, and is being written. */
  readonly wantedBytes: number;
  /** What all copies may take. */
  readonly maxBytes: number;
  /** On the disk, beyond what has to stay free; infinite where it is not known. */
  readonly freeBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A player asks for a segment every few seconds, but most come from a cache: who has paused is back by then. */
const IN_USE_MS = 5 * 60_000;

export interface Eviction {
  readonly evicted: readonly StoredCopy[];
  /** Whether there is room without them. */
  readonly suffices: boolean;
}

/** The least recently used copies, as few as make room; never one that is in use. */
export function copiesToEvict(
  copies: readonly StoredCopy[],
  { wantedBytes, maxBytes, freeBytes, now }: Room,
): Eviction {
  const storedBytes = copies.reduce((sum, { bytes }) => sum + bytes, 0);
  let missing = Math.max(storedBytes + wantedBytes - maxBytes, wantedBytes - freeBytes);
  const evicted: StoredCopy[] = [];
  const candidates = copies.filter(({ isOpen, usedAt }) => !isOpen && now - usedAt > IN_USE_MS);
  for (const copy of candidates.sort((a, b) => a.usedAt - b.usedAt)) {
    if (missing <= 0) break;
    evicted.push(copy);
    missing -= copy.bytes;
  }
  return { evicted, suffices: missing <= 0 };
}
