/**
 * Names of clients: whom a job is for. That of a tenant's client has the tenant in it, so that whatever is shared out is shared among
 * tenants first, and then among the clients of each. Clients without a tenant are those of one: turns among them are as if there were none.
 */

/** In no name of a tenant: control characters are refused where tokens are read. */
const SEPARATOR = '\n';

export function clientName(name: string, tenant: string | undefined): string {
  return tenant === undefined ? name : `${tenant}${SEPARATOR}${name}`;
}

/** The tenant of a client by its name; empty if it has none. */
export function tenantOfClient(client: string): string {
  return client.slice(0, Math.max(0, client.indexOf(SEPARATOR)));
}
