/** What an invalidation does on this origin. */
import type { Revocations } from '../../access/index.js';
import type { LocalPurge } from '../../segments/index.js';
import type { InvalidationRequest } from './invalidation-request.js';
import { purgeScopeOf } from './purge-scope-of.js';
import type { OriginReceipt } from './receipt.js';
import { isRevocation, revocationOf } from './revocation-target.js';

export interface OriginServices {
  readonly purge: LocalPurge;
  readonly revocations: Pick<Revocations, 'add'>;
}

const NOTHING: OriginReceipt = { memory: 0, disk: 0, underWay: 0 };

/** Resolves with what was dropped. @throws OnplayError `revocations_full`, `data_unwritable`. */
export async function invalidateOrigin(
  { purge, revocations }: OriginServices,
  { target, mode }: InvalidationRequest,
): Promise<OriginReceipt> {
  if (isRevocation(target)) {
    await revocations.add(revocationOf(target));
    return NOTHING;
  }
  // Segments here are named by their recipe and never stale, so a soft purge has nothing to revalidate.
  if (mode === 'soft') return NOTHING;
  const { inProgress, memory, disk } = await purge(purgeScopeOf(target));
  return { memory, disk, underWay: inProgress };
}
