/** Whose job is next, and at which host: turns go round among tenants first, and then among the hosts of each. */
export class TenantTurns {
  /** First those whose turn is next. None is empty. */
  readonly #hosts = new Map<string, Set<string>>();

  /** The tenant has a job that may start at the host. Nothing changes where that is known. */
  add(tenant: string, host: string): void {
    const hosts = this.#hosts.get(tenant);
    if (hosts) hosts.add(host);
    else this.#hosts.set(tenant, new Set([host]));
  }

  /** Takes out the next: add it again if there is more of it. Undefined if there is none. @param mayStart whether a tenant may have more. */
  next(mayStart: (tenant: string) => boolean): readonly [tenant: string, host: string] | undefined {
    for (const [tenant, hosts] of this.#hosts) {
      if (!mayStart(tenant)) continue;
      const [host] = hosts as ReadonlySet<string>;
      hosts.delete(host!);
      this.#hosts.delete(tenant);
      if (hosts.size > 0) this.#hosts.set(tenant, hosts);
      return [tenant, host!];
    }
    return undefined;
  }
}
