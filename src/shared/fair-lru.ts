/**
 * A bounded LRU map that clients share. When it is full, it evicts the least recently used entry of the client with the
 * most entries, so that a client that invents ten thousand keys evicts only its own. Of clients with equally many, the one
 * that was active longest ago loses one.
 */
import { ClientKeys } from './client-keys.js';

/** Options of {@link FairLru}. */
interface FairLruOptions<V> {
  /** The maximum number of entries. */
  readonly max: number;
  /** The maximum of all sizes together; by default there is none. */
  readonly maxSize?: number;
  /** The size of a value, which does not change; needed with `maxSize`. */
  readonly sizeOf?: (value: V) => number;
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
  readonly #clients = new ClientKeys();
  #allSizes = 0;

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
    this.#clients.use(entry.client, key);
    return entry.value;
  }

  /** Returns the value without marking the entry as used. */
  peek(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds an entry, and evicts as many as there are then too many. The key must be new. */
  add(client: string, key: string, value: V): void {
    const { max, maxSize = Number.POSITIVE_INFINITY } = this.#options;
    this.#entries.set(key, { client, value });
    this.#clients.add(client, key);
    this.#allSizes += this.#sizeOf(value);
    while (this.#entries.size > max || this.#allSizes > maxSize) this.#evict();
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#clients.delete(entry.client, key);
    this.#allSizes -= this.#sizeOf(entry.value);
    this.#options.onRemove?.(entry.value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  /** All entries, the least recently used first; entries may be deleted during the iteration. */
  *entries(): Iterable<[key: string, value: V]> {
    for (const [key, { value }] of this.#entries) yield [key, value];
  }

  #sizeOf(value: V): number {
    return this.#options.sizeOf?.(value) ?? 0;
  }

  #evict(): void {
    const key = this.#clients.first();
    if (key !== undefined) this.delete(key);
  }
}
