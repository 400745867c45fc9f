/** `DELETE /api/assets/{asset}`: the master goes, and all that was made of it, here and at the edges; or one file beside it. */
import { z } from 'zod';
import { receiptSchema } from '../../edges/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import type { Services } from '../services.js';

const besideSchema = z.object({
  name: z.string().describe('Of the file.'),
  bytes: z.number().exactOptional().describe('Absent for one that was not used.'),
});

/** What is gone. */
export const deletionSchema = z.object({
  asset: z.string(),
  version: z.string().describe('Of the master.'),
  bytes: z.number().describe('Of the master.'),
  sidecars: z.array(besideSchema).readonly().describe('Files beside the master that are gone too.'),
  left: z
    .array(z.string())
    .readonly()
    .describe('Names of files beside the master that could not be removed.'),
  invalidation: receiptSchema.describe('What was made of it: done here, in progress at the edges.'),
});

export const deletionQuerySchema = z.strictObject({
  sidecar: z
    .string()
    .min(1)
    .max(255)
    .exactOptional()
    .describe('The name of a file beside the master, which goes alone.'),
});

/** A file that is gone. */
export const sidecarDeletionSchema = besideSchema.extend({
  asset: z.string().describe('That it belonged to.'),
});

type Needed = Pick<Services, 'intake' | 'invalidations' | 'library' | 'log'>;

/**
 * The master first: what is purged before could be made of it again.
 * @throws OnplayError `masters_read_only`, `asset_unknown`, `masters_unwritable`, `store_unavailable`, `data_unwritable`.
 */
export async function deleteAsset(
  { intake, invalidations, library, log }: Needed,
  asset: AssetId,
): Promise<z.infer<typeof deletionSchema>> {
  const { master, sidecars, left } = await intake.removeMaster(asset);
  const { version, size: bytes } = master;
  log.info({ asset, version, bytes, sidecars: sidecars.length, left: left.length }, 'master deleted');
  await library.revalidate(asset);
  const invalidation = await invalidations.start({ target: { kind: 'asset', asset }, mode: 'hard' });
  return { asset, version, bytes, sidecars, left, invalidation };
}

/**
 * @param name of a file beside the master.
 * @throws OnplayError `masters_read_only`, `asset_unknown`, `sidecar_unknown`, `masters_unwritable`, `store_unavailable`.
 */
export async function deleteSidecar(
  { intake, library, log }: Needed,
  asset: AssetId,
  name: string,
): Promise<z.infer<typeof sidecarDeletionSchema>> {
  const removed = await intake.removeSidecar(asset, name);
  log.info({ asset, ...removed }, 'file beside a master deleted');
  await library.revalidate(asset);
  return { asset, ...removed };
}
