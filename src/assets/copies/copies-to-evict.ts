/** Decides which remuxed copies to evict to make room for another. Pure. */
import { type Eviction, leastRecentlyUsed } from '../../shared/eviction.js';

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

/** Returns the least recently used copies, as few as make room; never one that is in use. */
export function copiesToEvict(
  copies: readonly StoredCopy[],
  { wantedBytes, maxBytes, freeBytes, now }: Room,
): Eviction<StoredCopy> {
  const storedBytes = copies.reduce((sum, { bytes }) => sum + bytes, 0);
  const bytes = Math.max(storedBytes + wantedBytes - maxBytes, wantedBytes - freeBytes);
  const candidates = copies.filter(({ isOpen, usedAt }) => !isOpen && now - usedAt > IN_USE_MS);
  return leastRecentlyUsed(candidates, { bytes });
}
