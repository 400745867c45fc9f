/** A model of the server's cache: bounded in bytes, with entries that expire some time after their last request. */

export interface CacheLimits {
  readonly bytes: number;
  /** Older entries count as absent; like in the server's cache, they occupy space until evicted. */
  readonly seconds: number;
}

interface Entry {
  readonly bytes: number;
  lastUsedAt: number;
}

export class ModelledCache {
  readonly #entries = new Map<number, Entry>();
  readonly #limits: CacheLimits;
  #bytes = 0;
  #peakBytes = 0;

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  /** The largest size so far. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Whether an entry is present, without renewing it. */
  has(key: number, now: number): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && now - entry.lastUsedAt <= this.#limits.seconds;
  }

  /** Whether an entry is present; renews it. */
  request(key: number, now: number): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined || !this.has(key, now)) return false;
    entry.lastUsedAt = now;
    // A map iterates in insertion order, so the first key is the least recently used.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return true;
  }

  add(key: number, bytes: number, now: number): void {
    this.#remove(key);
    this.#entries.set(key, { bytes, lastUsedAt: now });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limits.bytes) break;
      this.#remove(oldest);
    }
    this.#peakBytes = Math.max(this.#peakBytes, this.#bytes);
  }

  #remove(key: number): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}
