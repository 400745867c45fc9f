/**
 * How many connections there may be, and which one goes when there are too many. An address may hold all of them as long
 * as no other wants one: behind an edge all come from the edge's address. When they are full, the address that holds
 * most gives one up, so that no address can keep others out.
 */
import type { Socket } from 'node:net';
import { addressGroup } from './address-group.js';

/** How many connections of an address are looked at for an idle one; those looked at go to the end of its line. */
const LOOKED_AT = 16;

export interface ConnectionSharesOptions {
  readonly maxConnections: number;
  /** Whether nothing is being answered on a connection. */
  readonly isIdle: (socket: Socket) => boolean;
  /** Called before a connection is ended for another one's sake, or because there is no room for it. */
  readonly onEnd: (socket: Socket) => void;
}

export class ConnectionShares {
  readonly #options: ConnectionSharesOptions;
  /** The connections of each address, first those not looked at for longest. */
  readonly #addresses = new Map<string, Set<Socket>>();
  #count = 0;

  constructor(options: ConnectionSharesOptions) {
    this.#options = options;
  }

  /** Takes a new connection until it closes; where there are too many, one of them is ended, which may be the new one. */
  add(socket: Socket): void {
    const address = addressGroup(socket.remoteAddress);
    const mine = this.#addresses.get(address) ?? new Set();
    this.#addresses.set(address, mine.add(socket));
    this.#count += 1;
    socket.once('close', () => this.#remove(address, socket));
    if (this.#count > this.#options.maxConnections) this.#makeRoomFor(socket, address, mine);
  }

  #makeRoomFor(socket: Socket, address: string, mine: Set<Socket>): void {
    const [holder, sockets] = this.#largest(address, mine);
    const idle = this.#idleOf(sockets, socket);
    const [busy] = sockets;
    if (idle) this.#end(holder, idle);
    else if (busy && sockets.size > mine.size) this.#end(holder, busy);
    else this.#end(address, socket);
  }

  /** The address with most connections; this one where no other has more. */
  #largest(address: string, mine: Set<Socket>): readonly [string, Set<Socket>] {
    let largest: readonly [string, Set<Socket>] = [address, mine];
    for (const entry of this.#addresses) if (entry[1].size > largest[1].size) largest = entry;
    return largest;
  }

  #idleOf(sockets: Set<Socket>, newest: Socket): Socket | undefined {
    const line = [...take(sockets, LOOKED_AT)];
    for (const socket of line) {
      if (socket !== newest && this.#options.isIdle(socket)) return socket;
      sockets.delete(socket);
      sockets.add(socket);
    }
    return undefined;
  }

  /** It is forgotten at once, and not when the system says that it has closed: the next newcomer may come before. */
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
