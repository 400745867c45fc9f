/** What of a store is removed to make room in it. Pure. */

export interface Evictable {
  readonly bytes: number;
  /** In milliseconds from any fixed moment. */
  readonly usedAt: number;
}

export interface MissingRoom {
  readonly bytes: number;
  /** How many entries there are too many; default none. */
  readonly entries?: number;
}

export interface Eviction<E> {
  readonly evicted: readonly E[];
  /** Whether evicting them makes enough room. */
  readonly suffices: boolean;
}

/** The least recently used, as few as make room. @param candidates those that may be evicted. */
export function leastRecentlyUsed<E extends Evictable>(
  candidates: readonly E[],
  missing: MissingRoom,
): Eviction<E> {
  let { bytes, entries = 0 } = missing;
  const evicted: E[] = [];
  for (const candidate of candidates.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (bytes <= 0 && entries <= 0) break;
    evicted.push(candidate);
    bytes -= candidate.bytes;
    entries -= 1;
  }
  return { evicted, suffices: bytes <= 0 && entries <= 0 };
}
