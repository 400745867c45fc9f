/** What somebody asks to have invalidated, by the management API or by a hook. */

import { z } from 'zod';
import { tokenName } from '../../access/index.js';
import { toAssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import type { PurgeMode } from '../edge.js';
import type { InvalidationTarget } from '../surrogate-keys.js';

/** Whose access is to end. */
export type RevocationTarget =
  | { readonly kind: 'viewer'; readonly viewer: string; readonly seconds: number }
  /** `token` as `tokenHandle` gives it. */
  | { readonly kind: 'token'; readonly token: string; readonly seconds: number };

export interface InvalidationRequest {
  readonly target: InvalidationTarget | RevocationTarget;
  readonly mode: PurgeMode;
}

const DAY_SECONDS = 86_400;
const MAX_SECONDS = 366 * DAY_SECONDS;

const shared = { mode: z.enum(['hard', 'soft']).default('hard') };
const name = z.string().min(1).max(1024);
const seconds = z.int().min(1).max(MAX_SECONDS).default(DAY_SECONDS);

/** Exactly one of the forms; nobody is to forget everything for a misspelt member. */
const schema = z.union([
  z.strictObject({ everything: z.literal(true), ...shared }),
  z.strictObject({ asset: name, ...shared }),
  z.strictObject({ asset: name, version: z.string().min(1).max(128), ...shared }),
  z.strictObject({ asset: name, rendition: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), ...shared }),
  z.strictObject({ viewer: z.string().min(1).max(128), seconds }),
  z.strictObject({
    token: z
      .string()
      .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)
      .max(4096),
    seconds,
  }),
]);

type RequestedTarget = Exclude<z.output<typeof schema>, { viewer: string } | { token: string }>;

const FORMS =
  'Send one of {"asset"}, {"asset", "version"}, {"asset", "rendition"}, {"everything": true}, each with "mode": ' +
  '"hard" or "soft" if you like; or {"viewer"} or {"token"}, each with "seconds" if you like.';

/** @throws OnplayError `body_invalid`, `asset_name_invalid`. */
export function readInvalidationRequest(body: unknown): InvalidationRequest {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new OnplayError('body_invalid', { publicDetail: FORMS });
  const asked = parsed.data;
  if ('viewer' in asked) return { target: { kind: 'viewer', ...asked }, mode: 'hard' };
  if ('token' in asked) {
    const token = tokenName(asked.token);
    return { target: { kind: 'token', token, seconds: asked.seconds }, mode: 'hard' };
  }
  return { target: targetOf(asked), mode: asked.mode };
}

function targetOf(asked: RequestedTarget): InvalidationTarget {
  if ('everything' in asked) return { kind: 'everything' };
  const asset = toAssetId(asked.asset);
  if ('version' in asked) return { kind: 'version', asset, version: asked.version };
  if ('rendition' in asked) return { kind: 'rendition', asset, rendition: asked.rendition };
  return { kind: 'asset', asset };
}
