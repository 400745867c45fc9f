/**
 * A bounded LRU map that clients share. When it is full, it evicts the least recently used entry of the client with the
 * most entries, so that a client that invents ten thousand keys evicts only its own.
 */

/** Options of {@link FairLru}. */
interface FairLruOptions<V> {
  /** The maximum number of entries. */
  readonly max: number;
  /** Called with each value that is removed: evicted, deleted or cleared. */
  readonly onRemove?: (value: V) => void;
}

interface Entry<V> {
  readonly client: string;
  readonly value: V;
}

/** Entries by key, each of which belongs to one client. */
export class FairLru<V> {
  readonly #options: FairLruOptions<V>;
  /** In order of use, the least recently used first. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #counts = new Map<string, number>();

  constructor(options: FairLruOptions<V>) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Returns the value and marks the entry as most recently used. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Returns the value without marking the entry as used. */
  peek(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds an entry, and evicts one if there are then more than `max`. The key must be new. */
  add(client: string, key: string, value: V): void {
    this.#entries.set(key, { client, value });
    this.#counts.set(client, (this.#counts.get(client) ?? 0) + 1);
    if (this.#entries.size > this.#options.max) this.#evict();
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    const left = (this.#counts.get(entry.client) ?? 1) - 1;
    if (left > 0) this.#counts.set(entry.client, left);
    else this.#counts.delete(entry.client);
    this.#options.onRemove?.(entry.value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  /** All entries, the least recently used first; entries may be deleted during the iteration. */
  *entries(): Iterable<[key: string, value: V]> {
    for (const [key, { value }] of this.#entries) yield [key, value];
  }

  /** Linear in the number of entries. */
  #evict(): void {
    let most = 0;
    for (const count of this.#counts.values()) most = Math.max(most, count);
    for (const [key, { client }] of this.#entries) {
      if (this.#counts.get(client) !== most) continue;
      this.delete(key);
      return;
    }
  }
}
