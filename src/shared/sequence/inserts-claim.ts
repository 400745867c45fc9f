/** Inserts: other assets that are played before, within and after one, as a token or the JSON file beside a master names them. */
import { z } from 'zod';
import { type AssetId, toAssetId } from '../asset-id.js';
import { type ClipMoment, type ClipRange, clipMomentOf, clipMomentSchema } from '../clip.js';

/** Each needs its master's index before the manifest is written. */
export const MAX_INSERTS = 20;

/** Another asset, and where it is put in. */
export interface Insert {
  readonly asset: AssetId;
  /** Before the first piece, behind the last one, or at a moment of the programme, which the piece that has it is cut at. */
  readonly at: 'start' | 'end' | ClipMoment;
  /** Whether it is put at the bound of a segment that is nearest to the moment, so that no segment is cut. */
  readonly isAligned: boolean;
  /** Which part of it is played; default all. */
  readonly clip?: ClipRange;
}

const insertSchema = z.strictObject({
  asset: z.string().refine(isAssetName, { error: 'it must be the name of an asset' }),
  at: z.union([z.literal(['start', 'end']), clipMomentSchema], {
    error: 'it must be "start", "end", seconds, as 12.5, or f and the number of a frame from 0, as "f300"',
  }),
  /** `exact`, the default, or `segment`. */
  cut: z.literal(['exact', 'segment']).optional(),
  start: clipMomentSchema.optional(),
  end: clipMomentSchema.optional(),
});

/** `[{ asset, at, … }, …]`: those at one moment are played in their order. */
export const insertsSchema = z.array(insertSchema).max(MAX_INSERTS);

/** The inserts of a checked list. */
export function insertsOf(list: z.output<typeof insertsSchema>): readonly Insert[] {
  return list.map(({ asset, at, cut, start, end }) => ({
    asset: toAssetId(asset),
    at: at === 'start' || at === 'end' ? at : clipMomentOf(at),
    isAligned: cut === 'segment',
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
