/** `POST /api/tokens`: issues playback tokens to operators. */

import { z } from 'zod';
import { parseDuration, signToken } from '../../access/index.js';
import { assetPath, toAssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import type { OriginConfig } from '../settings.js';
import { readBody } from './read-body.js';

/** The body as it is sent. The lifetime and the claims are checked further when the token is signed. */
export const tokenRequestSchema = z.strictObject({
  asset: z.string().max(1024),
  ttl: z.string().max(16).default('4h'),
  claims: z.record(z.string().max(64), z.unknown()).default({}),
});

export const issuedTokenSchema = z.object({
  token: z.string(),
  expiresAt: z.string().describe('ISO 8601.'),
  hls: z.string().describe('Relative to the origin.'),
  dash: z.string().describe('Relative to the origin.'),
});

/**
 * A playback token, its expiry (ISO 8601), and the manifest URLs with it, relative to the origin.
 * @throws OnplayError `body_invalid`, `asset_name_invalid`; `signing_unavailable` if there is no secret to sign with.
 */
export function issueToken(
  { tokenKey }: Pick<OriginConfig, 'tokenKey'>,
  body: unknown,
): z.infer<typeof issuedTokenSchema> {
  if (tokenKey?.kind !== 'secret') throw signingUnavailable();
  const { asset, ttl, claims } = readBody(tokenRequestSchema, body);
  const id = toAssetId(asset);
  const ttlSeconds = inBody(() => parseDuration(ttl));
  const token = inBody(() => signToken(tokenKey.secret, id, { ttlSeconds, claims }));
  const path = `/${assetPath(id)}`;
  return {
    token,
    expiresAt: new Date(Date.now() + ttlSeconds * 1000).toISOString(),
    hls: `${path}.m3u8?token=${token}`,
    dash: `${path}.mpd?token=${token}`,
  };
}

/** Runs `read`, with `argument_invalid` turned into `body_invalid`: the argument is a member of the client's body. */
function inBody<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isFromBody = error instanceof OnplayError && error.code === 'argument_invalid';
    throw isFromBody ? bodyInvalid(error.publicDetail) : error;
  }
}

function bodyInvalid(publicDetail: string): OnplayError {
  return new OnplayError('body_invalid', { publicDetail });
}

function signingUnavailable(): OnplayError {
  return new OnplayError('signing_unavailable', {
    publicDetail:
      'This server verifies tokens with public keys and cannot sign any. Sign them where the private key is held.',
  });
}
