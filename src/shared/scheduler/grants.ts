/** What was granted of a lane's slots, by name: of clients, or of tenants. */
import { LRUCache } from 'lru-cache';

/** For how many names the last grant is remembered; others count as never served. */
const MAX_REMEMBERED = 1000;

/** When a name was granted a slot last: the number of the grant in its lane, and the time in milliseconds of the lane's clock. */
interface LastGrant {
  readonly grant: number;
  readonly at: number;
}

export class Grants {
  /** How many slots each holds; no entry for none. */
  readonly #held = new Map<string, number>();
  readonly #last = new LRUCache<string, LastGrant>({ max: MAX_REMEMBERED });

  heldBy(name: string): number {
    return this.#held.get(name) ?? 0;
  }

  /** Undefined if it was never served, or too long ago. */
  lastOf(name: string): LastGrant | undefined {
    return this.#last.peek(name);
  }

  acquire(name: string, grant: LastGrant): void {
    this.#last.set(name, grant);
    this.#held.set(name, this.heldBy(name) + 1);
  }

  release(name: string): void {
    const left = this.heldBy(name) - 1;
    if (left > 0) this.#held.set(name, left);
    else this.#held.delete(name);
  }
}
