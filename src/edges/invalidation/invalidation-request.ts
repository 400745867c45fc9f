/** An invalidation as the management API or a hook requests it. */

import { z } from 'zod';
import { tokenName } from '../../access/index.js';
import { toAssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import { RENDITION_ID } from '../../shared/media-url.js';
import type { PurgeMode } from '../edge.js';
import type { InvalidationTarget } from '../surrogate-keys.js';

/** The viewer or token to revoke, and for how many seconds. */
export type RevocationTarget =
  /** Of all tenants by that name, unless one is named. */
  | {
      readonly kind: 'viewer';
      readonly viewer: string;
      readonly tenant?: string;
      readonly seconds: number;
    }
  /** `token` as `tokenName` returns it. */
  | { readonly kind: 'token'; readonly token: string; readonly seconds: number };

export interface InvalidationRequest {
  readonly target: InvalidationTarget | RevocationTarget;
  readonly mode: PurgeMode;
}

const DAY_SECONDS = 86_400;
const MAX_SECONDS = 366 * DAY_SECONDS;

const shared = { mode: z.enum(['hard', 'soft']).default('hard') };
const name = z.string().min(1).max(1024);
const viewerName = z.string().min(1).max(128);
const seconds = z.int().min(1).max(MAX_SECONDS).default(DAY_SECONDS);

/**
 * A body as it is sent. It matches exactly one of the forms, none of which has further members: a misspelt one must not
 * purge more than was meant.
 */
export const invalidationRequestSchema = z.xor([
  z.strictObject({ everything: z.literal(true), ...shared }),
  z.strictObject({ asset: name, ...shared }),
  z.strictObject({ asset: name, version: z.string().min(1).max(128), ...shared }),
  z.strictObject({ asset: name, rendition: z.string().regex(RENDITION_ID), ...shared }),
  z.strictObject({ viewer: viewerName, tenant: viewerName.exactOptional(), seconds }),
  z.strictObject({
    token: z
      .string()
      .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)
      .max(4096),
    seconds,
  }),
]);

type RequestedTarget = Exclude<
  z.output<typeof invalidationRequestSchema>,
  { viewer: string } | { token: string }
>;

const FORMS =
  'Send one of {"asset"}, {"asset", "version"}, {"asset", "rendition"}, {"everything": true}, each with "mode": ' +
  '"hard" or "soft" if you like; or {"viewer"}, {"viewer", "tenant"} or {"token"}, each with "seconds" if you like.';

/**
 * The request in a parsed JSON body. Purges are hard and revocations last a day by default.
 * @throws OnplayError `body_invalid`, `asset_name_invalid`.
 */
export function readInvalidationRequest(body: unknown): InvalidationRequest {
  const parsed = invalidationRequestSchema.safeParse(body);
  if (!parsed.success) throw new OnplayError('body_invalid', { publicDetail: FORMS });
  const requested = parsed.data;
  if ('viewer' in requested) return { target: { kind: 'viewer', ...requested }, mode: 'hard' };
  if ('token' in requested) {
    const token = tokenName(requested.token);
    return { target: { kind: 'token', token, seconds: requested.seconds }, mode: 'hard' };
  }
  return { target: targetOf(requested), mode: requested.mode };
}

function targetOf(requested: RequestedTarget): InvalidationTarget {
  if ('everything' in requested) return { kind: 'everything' };
  const asset = toAssetId(requested.asset);
  if ('version' in requested) return { kind: 'version', asset, version: requested.version };
  if ('rendition' in requested) return { kind: 'rendition', asset, rendition: requested.rendition };
  return { kind: 'asset', asset };
}
