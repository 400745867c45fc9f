/** The fleet of a server, where there is one. The only place of a server that loads it. */
import type { Logger } from 'pino';
import type { Config } from '../../config/index.js';
import type { Fleet } from '../../fleet/index.js';
import { isProblemCode } from '../../origin/index.js';
import type { Metrics } from '../../shared/metrics.js';
import type { Tracing } from '../../shared/tracing/tracing.js';
import type { Encoding } from '../encoding/index.js';
import type { SharedState } from './shared-state.js';

interface ServerFleetOptions {
  /** Absent where this process is alone. */
  readonly shared: SharedState | undefined;
  readonly encoding: Pick<Encoding, 'buildId' | 'fontsId' | 'imageHashes' | 'logos' | 'slots'>;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly log: Logger;
}

/** Of the time that an encode may take, and so about a request: the rest is for the origin's own encode, where the fleet gave none. */
const SHARE_OF_FLEET = 0.5;

/** Undefined where this process is alone. */
export async function configuredFleet(
  config: Config,
  { shared, encoding, metrics, tracing, log }: ServerFleetOptions,
): Promise<Fleet | undefined> {
  if (!shared || config.fleetKey === undefined) return undefined;
  const { Fleet, FleetSeal } = await import('../../fleet/index.js');
  const { fleetQueues } = await import('../fleet-queues.js');
  return new Fleet({
    ...{ tracing, log, link: shared.link, registry: metrics.registry },
    seal: new FleetSeal(config.fleetKey),
    queues: fleetQueues(config, encoding),
    limitMs: SHARE_OF_FLEET * config.encodeTimeoutSeconds * 1000,
    // As many as may wait here, for one client alone.
    maxWaiting: 2 * config.encodeQueueLength,
    isKnownCode: isProblemCode,
  });
}

/** For `/readyz`: who encodes, where the fleet does not. */
export function fleetNotices(fleet: Pick<Fleet, 'status'> | undefined): readonly string[] {
  if (!fleet || fleet.status.encoding === 'fleet') return [];
  return [fleet.status.workers === 0 ? WITHOUT_WORKERS : WITH_FAILING_WORKERS];
}

const WITHOUT_WORKERS = 'No worker of the fleet is known. This origin encodes by itself.';
const WITH_FAILING_WORKERS =
  'The jobs of the fleet fail. This origin encodes by itself, and tries the fleet again soon.';
