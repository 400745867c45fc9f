import type { Agent } from 'undici';
import { type ConnectorOptions, guardedConnector } from './guarded-connector.js';

/** Connections to allowed addresses only, which are kept for further requests; see `guardedConnector`. undici is loaded with the first of them. */
export class GuardedConnections {
  readonly #options: ConnectorOptions;
  readonly #toOneHost: number;
  #agent: Promise<Agent> | undefined;

  /** @param toOneHost how many there are to one host at once. */
  constructor(options: ConnectorOptions, toOneHost: number) {
    this.#options = options;
    this.#toOneHost = toOneHost;
  }

  agent(): Promise<Agent> {
    this.#agent ??= import('undici').then(
      ({ Agent, buildConnector }) =>
        new Agent({
          connect: guardedConnector(buildConnector, this.#options),
          ...{ connections: this.#toOneHost, pipelining: 1 },
        }),
    );
    return this.#agent;
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await (await agent)?.destroy();
  }
}
