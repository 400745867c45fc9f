/** Has what comes in put where it belongs. */
import type { AssetId } from '../../shared/asset-id.js';
import { type Incoming, type IncomingFile, incomingOf } from './incoming.js';
import type { MasterDestination } from './master-destination.js';
import { masterName } from './master-name.js';

/** @throws OnplayError as `MasterDestination.assertPlaceable` and `assertSidecar`. */
export async function assertIncoming(
  destination: MasterDestination,
  incoming: Incoming,
  replace: boolean,
): Promise<void> {
  if (incoming.kind === 'master') await destination.assertPlaceable(incoming.asset, replace);
  else await destination.assertSidecar(incoming, replace);
}

/**
 * Puts a file of the staging directory where it belongs. Resolves with the asset that it is, or is of.
 * @throws OnplayError as `assertNamed`, `MasterDestination.publish` and `publishSidecar`.
 */
export async function publishIncoming(
  destination: MasterDestination,
  staged: string,
  { name, hints }: IncomingFile,
  replace: boolean,
): Promise<AssetId> {
  const incoming = incomingOf(name);
  if (incoming.kind === 'sidecar') return destination.publishSidecar(staged, incoming, replace);
  const master = masterName(name, hints);
  await destination.publish(staged, master, replace);
  return master.asset;
}
