/** How many ad tags are followed at once, and how many of these for one client and for one tenant. Each holds up to a mebibyte of answers. */
import { Counts } from '../../shared/counts.js';
import { tenantOfClient } from '../../shared/scheduler/client-name.js';

const MAX_TURNS = 128;
/** Clients without a tenant are those of one. A tenant that takes all that it may have leaves a quarter to the others. */
const MAX_OF_TENANT = 96;
/** A viewer starts few films within a time-out; an address may have many viewers. */
const MAX_OF_CLIENT = 16;

export class AdTurns {
  readonly #clients = new Counts();
  readonly #tenants = new Counts();
  #taken = 0;

  /**
   * Takes a turn, which the function that is returned ends: call it once. Undefined where there is none left.
   * @param client see `clientName`.
   */
  take(client: string): (() => void) | undefined {
    const tenant = tenantOfClient(client);
    if (this.#taken >= MAX_TURNS) return undefined;
    if (this.#tenants.of(tenant) >= MAX_OF_TENANT) return undefined;
    if (this.#clients.of(client) >= MAX_OF_CLIENT) return undefined;
    this.#count(client, tenant, 1);
    return () => this.#count(client, tenant, -1);
  }

  #count(client: string, tenant: string, change: 1 | -1): void {
    this.#taken += change;
    this.#clients.change(client, change);
    this.#tenants.change(tenant, change);
  }
}
