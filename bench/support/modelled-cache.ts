/** What a cache like the server's keeps: bounded by bytes, each entry for a while after it was last asked for. */

export interface CacheLimits {
  readonly bytes: number;
  /** What is older counts as absent; like the server's cache it takes its place until it is pushed out. */
  readonly seconds: number;
}

interface Entry {
  readonly bytes: number;
  lastAskedAt: number;
}

export class ModelledCache {
  readonly #entries = new Map<number, Entry>();
  readonly #limits: CacheLimits;
  #bytes = 0;
  #peakBytes = 0;

  constructor(limits: CacheLimits) {
    this.#limits = limits;
  }

  /** The most it has held. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Whether it is there; asking does not keep it. */
  has(key: number, now: number): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && now - entry.lastAskedAt <= this.#limits.seconds;
  }

  /** Whether it is there; it is kept for as long again. */
  ask(key: number, now: number): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined || !this.has(key, now)) return false;
    entry.lastAskedAt = now;
    // A map is ordered by when keys were added: the first is the one that was asked for longest ago.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return true;
  }

  add(key: number, bytes: number, now: number): void {
    this.#remove(key);
    this.#entries.set(key, { bytes, lastAskedAt: now });
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
