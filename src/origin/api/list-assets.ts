/** `GET /api/assets`: the assets page by page. Each page begins behind the last asset of the one before, whatever has come or gone since. */
import { z } from 'zod';
import { maximumBytes, toAssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import type { Services } from '../services.js';
import { listedAsset, listedAssetSchema } from './listed-asset.js';
import { readQuery } from './read-query.js';

const MAX_LISTED = 2000;
/** Of the longest name of an asset, in base64. */
const MAX_CURSOR = Math.ceil((maximumBytes * 4) / 3);

export const assetsQuerySchema = z.strictObject({
  cursor: z
    .string()
    .max(MAX_CURSOR)
    .regex(/^[\w-]+$/)
    .exactOptional()
    .describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(MAX_LISTED).default(MAX_LISTED).describe('How many at most.'),
});

export const assetsSchema = z.object({
  assets: z.array(listedAssetSchema),
  next: z.string().exactOptional().describe('The `cursor` of the next page; absent on the last one.'),
});

/** @throws OnplayError `query_invalid`, `store_unavailable`. */
export async function listAssets(
  { library, texts }: Pick<Services, 'library' | 'texts'>,
  query: URLSearchParams,
): Promise<z.infer<typeof assetsSchema>> {
  const { cursor, limit } = readQuery(assetsQuerySchema, query);
  const found = await library.list(limit + 1, cursor === undefined ? '' : assetBefore(cursor));
  const assets = found.slice(0, limit).map((asset) => listedAsset(asset, texts));
  const last = found.length > limit ? assets.at(-1) : undefined;
  return { assets, ...(last && { next: Buffer.from(last.id).toString('base64url') }) };
}

function assetBefore(cursor: string): string {
  try {
    return toAssetId(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new OnplayError('query_invalid', {
      publicDetail: 'cursor: it has to be `next` of the page before.',
      cause,
    });
  }
}
