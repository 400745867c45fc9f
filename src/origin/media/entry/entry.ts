/** What every request with a playback token begins with, and the grant that takes the token's place in what it is answered with. */
import type { Request, Response } from 'express';
import { grantExpirySeconds, issueGrant, type PlaybackScope, tokenError } from '../../../access/index.js';
import type { Viewer } from '../../../segments/index.js';
import { viewerNames } from '../../../sessions/index.js';
import type { AssetId } from '../../../shared/asset-id.js';
import { assetFolder, OUT_OF_PATH } from '../../../shared/media-url.js';
import { clientSignal, queryOf, requestContext } from '../../server/request-context.js';
import type { Services } from '../../services.js';
import { GRANT_COOKIE } from './out-of-path-grant.js';
import { playbackToken } from './playback-token.js';

/** A request with a playback token, and what it is answered with. */
export interface Exchange {
  readonly services: Services;
  readonly request: Request;
  readonly response: Response;
}

/** What a playback token opens. */
export interface Entry {
  /** Of the token. */
  readonly scope: PlaybackScope;
  /** Of the grants that are issued for it. */
  readonly grantScope: PlaybackScope;
  readonly viewer: Viewer;
}

/** Verifies the token of a request for an asset. @throws OnplayError `query_invalid`, `token_…`. */
export async function enter({ services, request, response }: Exchange, id: AssetId): Promise<Entry> {
  const context = requestContext(request, id);
  const scope = await services.verifier.verify(playbackToken(queryOf(request)), context);
  if (services.revocations.covers(scope)) throw tokenError('token_revoked');
  const { grantTtlSeconds } = services.config;
  const grantScope = services.streams.withSession(grantScopeOf(scope, grantTtlSeconds, context.nowSeconds));
  const viewer = { ...viewerNames(grantScope, request.ip), signal: clientSignal(response) };
  return { scope, grantScope, viewer };
}

/** The path segment for the grant in URLs: the grant, or `OUT_OF_PATH` if the player gets it in a cookie, set here. */
export function placeGrant(
  { services, request, response }: Exchange,
  id: AssetId,
  scope: PlaybackScope,
): string {
  const { config, grantKey } = services;
  const grant = issueGrant(grantKey, scope);
  if (config.grantIn === 'path') return grant;
  const prefix = config.publicUrl === undefined ? '' : new URL(config.publicUrl).pathname.replace(/\/$/, '');
  response.cookie(GRANT_COOKIE, grant, {
    path: `${prefix}/${assetFolder(id, OUT_OF_PATH)}`,
    expires: new Date(scope.expiresAtSeconds * 1000),
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure || (config.publicUrl?.startsWith('https:') ?? false),
    encode: String,
  });
  return OUT_OF_PATH;
}

function grantScopeOf(scope: PlaybackScope, ttlSeconds: number, nowSeconds: number): PlaybackScope {
  return { ...scope, expiresAtSeconds: grantExpirySeconds(scope.expiresAtSeconds, nowSeconds, ttlSeconds) };
}
