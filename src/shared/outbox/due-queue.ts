/** What waits to be delivered to one destination, in the order in which it is due: bounded, and pure. */

/** One delivery. */
export interface Entry {
  readonly id: string;
  /** When the next attempt may be made, on the clock of the lane, in milliseconds. */
  readonly dueAtMs: number;
}

interface Place<E> {
  readonly entry: E;
  /** Of entries due at the same time the lowest goes first. */
  readonly order: number;
}

/** Each entry is waiting or taken; both count. When full, drops the oldest minor entry, or else the oldest. */
export class DueQueue<E extends Entry> {
  readonly #capacity: number;
  readonly #isMinor: (entry: E) => boolean;
  /** By id, in order of arrival. */
  readonly #minor = new Map<string, Place<E>>();
  readonly #major = new Map<string, Place<E>>();
  /** The waiting ones, next due first. */
  #waiting: Place<E>[] = [];
  readonly #taken = new Set<string>();
  #orders = 0;

  /**
   * @param capacity the most entries, at least 1
   * @param isMinor whether an entry is dropped before others
   */
  constructor(capacity: number, isMinor: (entry: E) => boolean) {
    this.#capacity = capacity;
    this.#isMinor = isMinor;
  }

  get size(): number {
    return this.#minor.size + this.#major.size;
  }

  /** When the next waiting entry is due; undefined if none waits. */
  get nextDueAtMs(): number | undefined {
    return this.#waiting[0]?.entry.dueAtMs;
  }

  /** Adds an entry. @returns the entry dropped for it, which may be itself; taken entries are never dropped. */
  add(entry: E): E | undefined {
    this.#wait(entry);
    if (this.size <= this.#capacity) return undefined;
    const dropped = this.#oldestWaiting(this.#minor) ?? this.#oldestWaiting(this.#major);
    if (dropped) this.remove(dropped.id);
    return dropped;
  }

  /** Takes the entry that has been due longest; of equals the one added first. */
  take(nowMs: number): E | undefined {
    const entry = this.#waiting[0]?.entry;
    if (!entry || entry.dueAtMs > nowMs) return undefined;
    this.#waiting.shift();
    this.#taken.add(entry.id);
    return entry;
  }

  /** Makes a taken entry wait again until it is due; it keeps its age. */
  putBack(entry: E): void {
    if (this.#taken.delete(entry.id)) this.#wait(entry);
  }

  /** Removes an entry, waiting or taken. */
  remove(id: string): void {
    const place = this.#minor.get(id) ?? this.#major.get(id);
    if (!place) return;
    this.#mapOf(place.entry).delete(id);
    if (!this.#taken.delete(id)) this.#waiting.splice(this.#indexOf(place), 1);
  }

  /** Removes all entries. @returns them. */
  clear(): E[] {
    const all = [...this.#minor.values(), ...this.#major.values()].map(({ entry }) => entry);
    this.#minor.clear();
    this.#major.clear();
    this.#taken.clear();
    this.#waiting = [];
    return all;
  }

  #wait(entry: E): void {
    const place = { entry, order: this.#orders++ };
    this.#mapOf(entry).set(entry.id, place);
    this.#waiting.splice(this.#indexOf(place), 0, place);
  }

  /** Its index among the waiting, or where it would stand. A binary search: thousands may wait. */
  #indexOf(place: Place<E>): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#waiting[middle];
      if (other && isBefore(other, place)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #mapOf(entry: E): Map<string, Place<E>> {
    return this.#isMinor(entry) ? this.#minor : this.#major;
  }

  #oldestWaiting(places: Map<string, Place<E>>): E | undefined {
    for (const { entry } of places.values()) if (!this.#taken.has(entry.id)) return entry;
    return undefined;
  }
}

function isBefore<E extends Entry>(one: Place<E>, other: Place<E>): boolean {
  return (one.entry.dueAtMs - other.entry.dueAtMs || one.order - other.order) < 0;
}
