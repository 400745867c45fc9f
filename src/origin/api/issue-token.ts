/** Playback tokens for whoever may manage: `POST /api/tokens`. */

import { z } from 'zod';
import { parseDuration, signToken } from '../../access/index.js';
import { assetPath, toAssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import type { OriginConfig } from '../settings.js';

const tokenRequest = z.strictObject({
  asset: z.string().max(1024),
  ttl: z.string().max(16).default('4h'),
  claims: z.record(z.string().max(64), z.unknown()).default({}),
});

/**
 * A token and the URLs it opens, relative to the origin.
 * @throws OnplayError `body_invalid`, `asset_name_invalid`; `signing_unavailable` without a secret to sign with.
 */
export function issueToken({ tokenKey }: Pick<OriginConfig, 'tokenKey'>, body: unknown) {
  if (tokenKey?.kind !== 'secret') throw signingUnavailable();
  const { asset, ttl, claims } = readBody(body);
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

function readBody(body: unknown) {
  const parsed = tokenRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`,
  );
  throw bodyInvalid(`${problems.join('; ')}.`);
}

/** What is a wrong argument to whoever signs is a wrong member of the body to who asked. */
function inBody<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const wrong = error instanceof OnplayError && error.code === 'argument_invalid';
    throw wrong ? bodyInvalid(error.publicDetail) : error;
  }
}

function bodyInvalid(publicDetail: string): OnplayError {
  return new OnplayError('body_invalid', { publicDetail });
}

function signingUnavailable(): OnplayError {
  return new OnplayError('signing_unavailable', {
    publicDetail:
      'This server verifies tokens with public keys and cannot sign any. Sign them where the private key is.',
  });
}
