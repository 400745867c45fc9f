/** The messages for one endpoint, by when they are due: bounded, and pure. */
import type { Message } from './message.js';
import { isMinor } from './webhook-event.js';

interface Entry {
  readonly message: Message;
  /** Of those due at once the lowest goes first. */
  readonly order: number;
}

/** Each message is waiting or taken; both count. Where one is too many, the oldest of those that say least goes. */
export class MessageQueue {
  readonly #capacity: number;
  /** By id, those that came first first. */
  readonly #minor = new Map<string, Entry>();
  readonly #major = new Map<string, Entry>();
  /** Those that wait, the one that is due next first. */
  #waiting: Entry[] = [];
  readonly #taken = new Set<string>();
  #orders = 0;

  /** @param capacity the most messages there may be, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#minor.size + this.#major.size;
  }

  /** When the next that waits is due, in milliseconds since 1970. */
  get nextDueAtMs(): number | undefined {
    return this.#waiting[0]?.message.dueAtMs;
  }

  /** Adds one. @returns the one that had to go for it, which may be itself; those that are taken stay. */
  add(message: Message): Message | undefined {
    this.#wait(message);
    if (this.size <= this.#capacity) return undefined;
    const dropped = this.#oldestWaiting(this.#minor) ?? this.#oldestWaiting(this.#major);
    if (dropped) this.remove(dropped.id);
    return dropped;
  }

  /** Takes the one that has been due longest; of those due at once the one that was added first. */
  take(nowMs: number): Message | undefined {
    const message = this.#waiting[0]?.message;
    if (!message || message.dueAtMs > nowMs) return undefined;
    this.#waiting.shift();
    this.#taken.add(message.id);
    return message;
  }

  /** Lets one that was taken wait again, until it is due; it stays as old as it is. */
  putBack(message: Message): void {
    if (this.#taken.delete(message.id)) this.#wait(message);
  }

  /** Forgets one, whether it waits or was taken. */
  remove(id: string): void {
    const entry = this.#minor.get(id) ?? this.#major.get(id);
    if (!entry) return;
    this.#mapOf(entry.message).delete(id);
    if (!this.#taken.delete(id)) this.#waiting.splice(this.#placeOf(entry), 1);
  }

  /** Forgets all. @returns them. */
  clear(): Message[] {
    const all = [...this.#minor.values(), ...this.#major.values()].map(({ message }) => message);
    this.#minor.clear();
    this.#major.clear();
    this.#taken.clear();
    this.#waiting = [];
    return all;
  }

  #wait(message: Message): void {
    const entry = { message, order: this.#orders++ };
    this.#mapOf(message).set(message.id, entry);
    this.#waiting.splice(this.#placeOf(entry), 0, entry);
  }

  /** Where among those that wait it is, or would be: thousands may wait, and each event looks for its place. */
  #placeOf(entry: Entry): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#waiting[middle];
      if (other && isBefore(other, entry)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #mapOf({ type }: Message): Map<string, Entry> {
    return isMinor(type) ? this.#minor : this.#major;
  }

  #oldestWaiting(entries: Map<string, Entry>): Message | undefined {
    for (const { message } of entries.values()) if (!this.#taken.has(message.id)) return message;
    return undefined;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return (one.message.dueAtMs - other.message.dueAtMs || one.order - other.order) < 0;
}
