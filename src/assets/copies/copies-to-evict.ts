/** Decides which remuxed copies to evict to make room for another. Pure. */

/** The remuxed copy of one version of a master. */
export interface StoredCopy {
  /** The name of its directory. */
  readonly name: string;
  readonly bytes: number;
  /** In milliseconds since the epoch. */
  readonly usedAt: number;
  /** Whether a file of it is open. */
  readonly isOpen: boolean;
}

interface Room {
  /** The expected size of the copies in progress, the new one included. */
  readonly wantedBytes: number;
  /** The limit for all copies together. */
  readonly maxBytes: number;
  /** Free space on the disk beyond the floor; infinite where it is unknown. */
  readonly freeBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A copy counts as in use this long after its last use: most segment requests hit a cache, and a viewer may pause. */
const IN_USE_MS = 5 * 60_000;

export interface Eviction {
  readonly evicted: readonly StoredCopy[];
  /** Whether evicting them makes enough room. */
  readonly suffices: boolean;
}

/** Returns the least recently used copies, as few as make room; never one that is in use. */
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
