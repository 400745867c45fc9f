/**
 * The answers that were given to the system and not taken yet, since their clients read slowly or not at all. Each keeps
 * its bytes in memory, also when the cache has given them up; so there is a bound for all of them together.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addressGroup } from './address-group.js';

interface Unsent {
  readonly response: ServerResponse;
  readonly memory: ArrayBufferLike;
}

export class UnsentAnswers {
  readonly #maxBytes: number;
  readonly #onEnd: (socket: Socket) => void;
  /** How many answers wait with the same bytes: what many are sent is in memory once. */
  readonly #users = new Map<ArrayBufferLike, number>();
  /** Of each address, the oldest first. */
  readonly #addresses = new Map<string, Set<Unsent>>();
  #bytes = 0;

  /** @param onEnd is called before a connection is ended whose client has not read its answer. */
  constructor(maxBytes: number, onEnd: (socket: Socket) => void) {
    this.#maxBytes = maxBytes;
    this.#onEnd = onEnd;
  }

  /** What the answers keep in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts an answer until it closes; where there is too much, the oldest of the address with the most answers end. */
  add(response: ServerResponse, body: Uint8Array): void {
    const address = addressGroup(response.req.socket.remoteAddress);
    const unsent = { response, memory: body.buffer };
    this.#addresses.set(address, (this.#addresses.get(address) ?? new Set()).add(unsent));
    const users = this.#users.get(unsent.memory) ?? 0;
    this.#users.set(unsent.memory, users + 1);
    if (users === 0) this.#bytes += unsent.memory.byteLength;
    response.once('close', () => this.#remove(address, unsent));
    // Ends: each round takes one answer away.
    while (this.#bytes > this.#maxBytes) this.#endOne();
  }

  #endOne(): void {
    const [address, answers] = [...this.#addresses].reduce((most, entry) =>
      entry[1].size > most[1].size ? entry : most,
    );
    for (const oldest of answers) {
      this.#remove(address, oldest);
      this.#onEnd(oldest.response.req.socket);
      oldest.response.destroy();
      return;
    }
  }

  #remove(address: string, unsent: Unsent): void {
    const answers = this.#addresses.get(address);
    if (!answers?.delete(unsent)) return;
    if (answers.size === 0) this.#addresses.delete(address);
    const users = (this.#users.get(unsent.memory) ?? 0) - 1;
    if (users > 0) {
      this.#users.set(unsent.memory, users);
      return;
    }
    this.#users.delete(unsent.memory);
    this.#bytes -= unsent.memory.byteLength;
  }
}
