/**
 * Limits the number of connections. One address may hold all of them as long as no other needs one, since behind an edge all
 * come from the edge's address. At the limit, the address with the most connections loses one, so that no address can lock
 * others out.
 */
import type { Socket } from 'node:net';
import { addressGroup } from './address-group.js';

/** How many connections of an address are searched for an idle one; busy ones move to the end of the address's order. */
const MAX_INSPECTED = 16;

interface ConnectionSharesOptions {
  readonly maxConnections: number;
  /** Whether no request is in progress on a connection. */
  readonly isIdle: (socket: Socket) => boolean;
  /** Called before a connection is ended because of the limit. */
  readonly onEnd: (socket: Socket) => void;
}

export class ConnectionShares {
  readonly #options: ConnectionSharesOptions;
  /** The connections of each address group, least recently inspected first. */
  readonly #addresses = new Map<string, Set<Socket>>();
  #count = 0;

  constructor(options: ConnectionSharesOptions) {
    this.#options = options;
  }

  /** Counts a new connection until it closes. Above the limit, ends one connection, which may be the new one. */
  add(socket: Socket): void {
    const address = addressGroup(socket.remoteAddress);
    const own = this.#addresses.get(address) ?? new Set();
    this.#addresses.set(address, own.add(socket));
    this.#count += 1;
    socket.once('close', () => this.#remove(address, socket));
    if (this.#count > this.#options.maxConnections) this.#makeRoomFor(socket, address, own);
  }

  #makeRoomFor(socket: Socket, address: string, own: Set<Socket>): void {
    const [holder, sockets] = this.#largest(address, own);
    const idle = this.#findIdle(sockets, socket);
    const [busy] = sockets;
    if (idle) this.#end(holder, idle);
    else if (busy && sockets.size > own.size) this.#end(holder, busy);
    else this.#end(address, socket);
  }

  /** The address with the most connections; the given one unless another has more. */
  #largest(address: string, own: Set<Socket>): readonly [string, Set<Socket>] {
    let largest: readonly [string, Set<Socket>] = [address, own];
    for (const entry of this.#addresses) if (entry[1].size > largest[1].size) largest = entry;
    return largest;
  }

  #findIdle(sockets: Set<Socket>, newest: Socket): Socket | undefined {
    const candidates = [...take(sockets, MAX_INSPECTED)];
    for (const socket of candidates) {
      if (socket !== newest && this.#options.isIdle(socket)) return socket;
      sockets.delete(socket);
      sockets.add(socket);
    }
    return undefined;
  }

  /** Removes the connection now and not at its `close` event: the next new connection may come before that. */
  #end(address: string, socket: Socket): void {
    this.#remove(address, socket);
    this.#options.onEnd(socket);
    socket.destroy();
  }

  #remove(address: string, socket: Socket): void {
    const sockets = this.#addresses.get(address);
    if (!sockets?.delete(socket)) return;
    this.#count -= 1;
    if (sockets.size === 0) this.#addresses.delete(address);
  }
}

function* take<T>(values: Iterable<T>, count: number): Generator<T> {
  let taken = 0;
  for (const value of values) {
    if (taken++ === count) return;
    yield value;
  }
}
