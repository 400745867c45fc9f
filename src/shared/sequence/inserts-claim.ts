/** Inserts: other assets that are played before, within and after one, as a token or the JSON file beside a master names them. */
import { z } from 'zod';
import { type AssetId, toAssetId } from '../asset-id.js';
import { type ClipRange, clipMomentOf, clipMomentSchema } from '../clip.js';
import type { AdTracking } from './ad-tracking.js';
import { type InsertPlace, insertPlaceMembers, insertPlaceOf } from './insert-place.js';

/** Each needs its master's index before the manifest is written. */
export const MAX_INSERTS = 20;

/** Another asset, and where it is put in. */
export interface Insert extends InsertPlace {
  readonly asset: AssetId;
  /** Which part of it is played; default all. */
  readonly clip?: ClipRange;
  /** Of an ad: what players request while it is played. */
  readonly tracking?: AdTracking;
}

const insertSchema = z.strictObject({
  asset: z.string().refine(isAssetName, { error: 'it must be the name of an asset' }),
  ...insertPlaceMembers,
  start: clipMomentSchema.optional(),
  end: clipMomentSchema.optional(),
});

/** `[{ asset, at, … }, …]`: those at one moment are played in their order. */
export const insertsSchema = z.array(insertSchema).max(MAX_INSERTS);

/** The inserts of a checked list. */
export function insertsOf(list: z.output<typeof insertsSchema>): readonly Insert[] {
  return list.map(({ asset, at, cut, start, end }) => ({
    asset: toAssetId(asset),
    ...insertPlaceOf({ at, cut }),
    ...((start !== undefined || end !== undefined) && {
      clip: {
        ...(start !== undefined && { start: clipMomentOf(start) }),
        ...(end !== undefined && { end: clipMomentOf(end) }),
      },
    }),
  }));
}

function isAssetName(name: string): boolean {
  try {
    toAssetId(name);
    return true;
  } catch {
    return false;
  }
}
