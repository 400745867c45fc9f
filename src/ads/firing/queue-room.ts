/** How many tracking URLs may wait: of all, of one tenant and of one client. */
import { Counts } from '../../shared/counts.js';

/** Waiting, running, or waiting to be tried again. Each has up to some kilobytes. */
export const MAX_JOBS = 10_000;
/** A tenant that takes all that it may have leaves a quarter to the others. */
const MAX_OF_TENANT = 7500;
/**
 * An ad has up to 64 URLs, and a player asks for a minute ahead: four ads of a quarter of a minute each. Twice that, as an address may have
 * several viewers, and hosts may be slow.
 */
export const MAX_OF_CLIENT = 512;

/** Whose URL it is. */
export interface Owner {
  readonly tenant: string;
  /** See `clientName`. */
  readonly client: string;
}

export class QueueRoom {
  readonly #tenants = new Counts();
  readonly #clients = new Counts();
  #taken = 0;

  get taken(): number {
    return this.#taken;
  }

  /** False where there is none left: else call `leave`, once. */
  take(owner: Owner): boolean {
    if (this.#taken >= MAX_JOBS) return false;
    if (this.#tenants.of(owner.tenant) >= MAX_OF_TENANT) return false;
    if (this.#clients.of(owner.client) >= MAX_OF_CLIENT) return false;
    this.#count(owner, 1);
    return true;
  }

  leave(owner: Owner): void {
    this.#count(owner, -1);
  }

  #count({ tenant, client }: Owner, change: 1 | -1): void {
    this.#taken += change;
    this.#tenants.change(tenant, change);
    this.#clients.change(client, change);
  }
}
