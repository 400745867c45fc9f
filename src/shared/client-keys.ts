/** The keys of clients, and which client has the most. What an operation costs does not grow with the number of clients or keys. */
export class ClientKeys {
  /** Of each client, the least recently used first. */
  readonly #keys = new Map<string, Set<string>>();
  /** The clients by how many keys they have; of equals, first the one whose keys were used or changed longest ago. */
  readonly #clients = new Map<number, Set<string>>();
  /** How many keys the client with the most has. */
  #most = 0;

  /** The key must be new. */
  add(client: string, key: string): void {
    const keys = this.#keys.get(client) ?? new Set();
    this.#keys.set(client, keys.add(key));
    this.#move(client, keys.size - 1, keys.size);
  }

  /** Marks a key of the client as most recently used. */
  use(client: string, key: string): void {
    const keys = this.#keys.get(client);
    if (!keys?.delete(key)) return;
    keys.add(key);
    this.#move(client, keys.size, keys.size);
  }

  delete(client: string, key: string): void {
    const keys = this.#keys.get(client);
    if (!keys?.delete(key)) return;
    if (keys.size === 0) this.#keys.delete(client);
    this.#move(client, keys.size + 1, keys.size);
  }

  /**
   * The least recently used key of the client with the most; of several with equally many, of the one whose keys were used or changed longest ago.
   * Undefined if there are no keys.
   */
  first(): string | undefined {
    const client = firstOf(this.#clients.get(this.#most));
    return client === undefined ? undefined : firstOf(this.#keys.get(client));
  }

  /** Puts the client last among those with equally many. */
  #move(client: string, before: number, after: number): void {
    const left = this.#clients.get(before);
    left?.delete(client);
    if (left?.size === 0) this.#clients.delete(before);
    if (after > 0) this.#clients.set(after, (this.#clients.get(after) ?? new Set()).add(client));
    // The number of a client's keys changes by one, so that of the largest client does too.
    if (after > this.#most || !this.#clients.has(this.#most)) this.#most = after;
  }
}

function firstOf(values: Iterable<string> = []): string | undefined {
  const [first] = values;
  return first;
}
