/**
 * Responses that are written but not yet sent, since their clients read slowly or not at all. Each holds its bytes in
 * memory, even if the cache has evicted them; so their total size is limited.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addressGroup } from './address-group.js';

interface Unsent {
  readonly response: ServerResponse;
  readonly memory: ArrayBufferLike;
}

export class UnsentResponses {
  readonly #maxBytes: number;
  readonly #onEnd: (socket: Socket) => void;
  /** The number of unsent responses with the same buffer, which is in memory only once. */
  readonly #users = new Map<ArrayBufferLike, number>();
  /** By address group; the oldest response first. */
  readonly #addresses = new Map<string, Set<Unsent>>();
  #bytes = 0;

  /** @param onEnd is called before a connection is ended because of the limit. */
  constructor(maxBytes: number, onEnd: (socket: Socket) => void) {
    this.#maxBytes = maxBytes;
    this.#onEnd = onEnd;
  }

  /** The memory that unsent responses hold. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts a response until it closes. Above the limit, ends the oldest ones of the address with the most responses. */
  add(response: ServerResponse, body: Uint8Array): void {
    const address = addressGroup(response.req.socket.remoteAddress);
    const unsent = { response, memory: body.buffer };
    this.#addresses.set(address, (this.#addresses.get(address) ?? new Set()).add(unsent));
    const users = this.#users.get(unsent.memory) ?? 0;
    this.#users.set(unsent.memory, users + 1);
    if (users === 0) this.#bytes += unsent.memory.byteLength;
    response.once('close', () => this.#remove(address, unsent));
    // Terminates: each round removes one response.
    while (this.#bytes > this.#maxBytes) this.#endOne();
  }

  #endOne(): void {
    const [address, responses] = [...this.#addresses].reduce((most, entry) =>
      entry[1].size > most[1].size ? entry : most,
    );
    for (const oldest of responses) {
      this.#remove(address, oldest);
      this.#onEnd(oldest.response.req.socket);
      oldest.response.destroy();
      return;
    }
  }

  #remove(address: string, unsent: Unsent): void {
    const responses = this.#addresses.get(address);
    if (!responses?.delete(unsent)) return;
    if (responses.size === 0) this.#addresses.delete(address);
    const users = (this.#users.get(unsent.memory) ?? 0) - 1;
    if (users > 0) {
      this.#users.set(unsent.memory, users);
      return;
    }
    this.#users.delete(unsent.memory);
    this.#bytes -= unsent.memory.byteLength;
  }
}
