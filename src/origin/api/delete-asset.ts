/** `DELETE /api/assets/{asset}`: the master goes, and all that was made of it, here and at the edges. */
import { z } from 'zod';
import { receiptSchema } from '../../edges/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import type { Services } from '../services.js';

/** What is gone. */
export const deletionSchema = z.object({
  asset: z.string(),
  version: z.string().describe('Of the master.'),
  bytes: z.number().describe('Of the master.'),
  invalidation: receiptSchema.describe('What was made of it: done here, in progress at the edges.'),
});

/**
 * The master first: what is purged before could be made of it again.
 * @throws OnplayError `masters_read_only`, `asset_unknown`, `masters_unwritable`, `store_unavailable`, `data_unwritable`.
 */
export async function deleteAsset(
  { intake, invalidations, library, log }: Pick<Services, 'intake' | 'invalidations' | 'library' | 'log'>,
  asset: AssetId,
): Promise<z.infer<typeof deletionSchema>> {
  const { version, size } = await intake.removeMaster(asset);
  log.info({ asset, version, bytes: size }, 'master deleted');
  await library.revalidate(asset);
  const invalidation = await invalidations.start({ target: { kind: 'asset', asset }, mode: 'hard' });
  return { asset, version, bytes: size, invalidation };
}
