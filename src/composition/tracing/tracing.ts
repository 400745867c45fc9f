/** Tracing as configured: none, or to a collector. */
import type { Logger } from 'pino';
import type { Config } from '../../config/index.js';
import { noTracing, type Tracing } from '../../shared/tracing/tracing.js';
import { packageVersion } from '../../shared/version.js';

/** Which process is traced; the names of its `service.name`. */
type Role = 'onplay-origin' | 'onplay-worker';

export interface ConfiguredTracing {
  readonly tracing: Tracing;
  /** Sends what waits. Resolves within a bound, and never rejects. */
  close(): Promise<void>;
}

/** Loads OpenTelemetry only if a collector is configured. */
export async function configuredTracing(
  { tracesEndpoint: endpoint, tracesShare: share }: Pick<Config, 'tracesEndpoint' | 'tracesShare'>,
  service: Role,
  log: Logger,
): Promise<ConfiguredTracing> {
  if (endpoint === undefined) return { tracing: noTracing, close: async () => undefined };
  const { exportedTracing } = await import('./span-export.js');
  const facesClients = service === 'onplay-origin';
  return exportedTracing({ endpoint, share, service, facesClients, version: packageVersion(), log });
}
