/** A rule of the operator's: which sessions have which marks, whatever their tokens say. */
import { z } from 'zod';
import { maximumBytes } from '../../shared/asset-id.js';
import { toAssetPlace } from '../../shared/asset-place.js';
import {
  claimsNamedIn,
  marksOf,
  type Overlay,
  OverlayProblem,
  overlaysSchema,
} from '../../shared/marks/overlays-claim.js';
import { nameSchema } from '../tokens/token-claims.js';
import { fitGrants } from '../tokens/token-marks.js';

/** Names of rules. */
export const MARK_RULE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Of a rule as JSON: four overlays that a grant has room for are shorter, but for the names of claims in their texts. */
export const MAX_MARK_RULE_BYTES = 4096;

/** A rule as it is sent. Members that are named all have to fit a session; `overlays` are those of the claim of that name. */
export const markRuleSchema = z
  .strictObject({
    viewer: nameSchema.exactOptional().describe('The claim `viewer`; without `tenant` of all by that name.'),
    tenant: nameSchema.exactOptional().describe('The claim `tenant`.'),
    asset: z
      .string()
      .max(maximumBytes + 1)
      .refine(isAssetPlace, { error: 'it is neither the name of an asset nor that of a folder' })
      .transform(toAssetPlace)
      .exactOptional()
      .describe(
        'The asset of the token; a folder with all that is in it, if it ends with `/`; `/` is every asset.',
      ),
    overlays: overlaysSchema.describe('As the claim `overlays` of tokens.'),
  })
  .refine(({ viewer, tenant, asset }) => [viewer, tenant, asset].some((named) => named !== undefined), {
    error: 'it must name a viewer, a tenant or an asset; "asset": "/" is every asset',
  })
  .refine((rule) => Buffer.byteLength(JSON.stringify(rule)) <= MAX_MARK_RULE_BYTES, {
    error: `it must have at most ${MAX_MARK_RULE_BYTES} bytes of JSON`,
  })
  .refine(({ overlays }) => isDrawable(overlays), {
    // What is malformed cannot be drawn to see.
    when: ({ issues }) => issues.length === 0,
    path: ['overlays'],
    error:
      'they could be drawn for no viewer: each text needs a letter or a digit, and all together have to be shorter',
  });

export type MarkRule = z.output<typeof markRuleSchema>;

function isAssetPlace(name: string): boolean {
  try {
    toAssetPlace(name);
    return true;
  } catch {
    return false;
  }
}

/** Whether some session can have them: one in whose texts each claim takes a single letter. */
function isDrawable(overlays: readonly Overlay[]): boolean {
  try {
    const shortest = Object.fromEntries(claimsNamedIn(overlays).map((claim) => [claim, 'x']));
    return fitGrants(marksOf(overlays, shortest));
  } catch (error) {
    if (error instanceof OverlayProblem) return false;
    throw error;
  }
}
