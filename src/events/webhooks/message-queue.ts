/** The messages for one endpoint in the order they are due: bounded, and pure. */
import type { Message } from './message.js';
import { isMinor } from './webhook-event.js';

interface Entry {
  readonly message: Message;
  /** Of messages due at the same time the lowest goes first. */
  readonly order: number;
}

/** Each message is waiting or taken; both count. When full, drops the oldest minor message, or else the oldest. */
export class MessageQueue {
  readonly #capacity: number;
  /** By id, in order of arrival. */
  readonly #minor = new Map<string, Entry>();
  readonly #major = new Map<string, Entry>();
  /** The waiting ones, next due first. */
  #waiting: Entry[] = [];
  readonly #taken = new Set<string>();
  #orders = 0;

  /** @param capacity the most messages, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#minor.size + this.#major.size;
  }

  /** When the next waiting message is due, in milliseconds since 1970; undefined if none waits. */
  get nextDueAtMs(): number | undefined {
    return this.#waiting[0]?.message.dueAtMs;
  }

  /** Adds a message. @returns the message dropped for it, which may be itself; taken messages are never dropped. */
  add(message: Message): Message | undefined {
    this.#wait(message);
    if (this.size <= this.#capacity) return undefined;
    const dropped = this.#oldestWaiting(this.#minor) ?? this.#oldestWaiting(this.#major);
    if (dropped) this.remove(dropped.id);
    return dropped;
  }

  /** Takes the message that has been due longest; of equals the one added first. */
  take(nowMs: number): Message | undefined {
    const message = this.#waiting[0]?.message;
    if (!message || message.dueAtMs > nowMs) return undefined;
    this.#waiting.shift();
    this.#taken.add(message.id);
    return message;
  }

  /** Makes a taken message wait again until it is due; it keeps its age. */
  putBack(message: Message): void {
    if (this.#taken.delete(message.id)) this.#wait(message);
  }

  /** Removes a message, waiting or taken. */
  remove(id: string): void {
    const entry = this.#minor.get(id) ?? this.#major.get(id);
    if (!entry) return;
    this.#mapOf(entry.message).delete(id);
    if (!this.#taken.delete(id)) this.#waiting.splice(this.#indexOf(entry), 1);
  }

  /** Removes all messages. @returns them. */
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
    this.#waiting.splice(this.#indexOf(entry), 0, entry);
  }

  /** Its index among the waiting, or where it belongs. A binary search: thousands may wait. */
  #indexOf(entry: Entry): number {
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
