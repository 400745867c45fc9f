/**
 * A bounded memory that clients share. When it is full, what goes is the least recently used entry of the client that has
 * most: one that makes up ten thousand names forgets its own.
 */
export interface FairLruOptions<V> {
  readonly max: number;
  /** Told of each entry that goes: evicted, deleted or cleared. */
  readonly onGone?: (value: V) => void;
}

interface Entry<V> {
  readonly client: string;
  readonly value: V;
}

export class FairLru<V> {
  readonly #options: FairLruOptions<V>;
  /** The least recently used first. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #counts = new Map<string, number>();

  constructor(options: FairLruOptions<V>) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Makes the entry the one that was used last. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  peek(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds an entry. The key must be new. */
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
    this.#options.onGone?.(entry.value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  /** The least recently used first; entries may be deleted meanwhile. */
  *entries(): Iterable<[key: string, value: V]> {
    for (const [key, { value }] of this.#entries) yield [key, value];
  }

  /** Bounded by the number of entries. */
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
