/** `GET /-/{grant}/{asset}/{rendition}/…`: media playlists, init segments and media segments. */

import { type Request, type Response, Router } from 'express';
import { playlistBody } from '../../manifests/index.js';
import { isSegment, segmentRef, type Viewer } from '../../segments/index.js';
import { readPlayerState, viewerNames } from '../../sessions/index.js';
import { cachePolicy } from '../cache-policy.js';
import { allowOnly } from '../problems/problems.js';
import { clientSignal, rawPath, rawQuery, requestContext } from '../server/request-context.js';
import type { Services } from '../services.js';
import { contentTypes } from './content-types.js';
import { getSegment, type SegmentRequest } from './get-segment.js';
import { nextSegmentLink, servedHeaders } from './media-headers.js';
import { parseMediaPath } from './media-path.js';
import { type AuthorizedVariant, authorizeVariant } from './open-media.js';
import { grantFrom, readOutOfPathGrant } from './out-of-path-grant.js';
import { matches, sendBytes } from './send-bytes.js';
import { sendManifest } from './send-manifest.js';
import { surrogateHeaders } from './surrogate-headers.js';

/** Serves media to clients with a grant. */
export function mediaRoutes(services: Services): Router {
  const { grants, library } = services;
  const router = Router();
  router.use(async (request, response, next) => {
    const path = parseMediaPath(rawPath(request));
    if (!path) return next();
    allowOnly('GET', 'HEAD')(request, response, () => undefined);
    const grant = grantFrom(path.grant, readOutOfPathGrant(request.headers));
    const scope = grants.verify(grant, requestContext(request, path.asset));
    const signal = clientSignal(response);
    const current = await library.get(path.asset, signal);
    const found = authorizeVariant(library, current, path.renditionKey, scope);
    if (path.file === 'playlist') return sendPlaylist(request, response, found);
    const viewer = { ...viewerNames(scope, request.ip), signal };
    const ref = segmentRef(found.variant, path.file);
    return sendSegment(services, request, response, { ...found, ref, scope }, viewer);
  });
  return router;
}

function sendPlaylist(request: Request, response: Response, { variant }: AuthorizedVariant): Promise<void> {
  return sendManifest(request, response, {
    text: playlistBody(variant),
    contentType: contentTypes.hls,
    caching: cachePolicy.mediaPlaylist,
    surrogate: surrogateHeaders(variant),
    vary: 'Accept-Encoding',
  });
}

async function sendSegment(
  services: Services,
  request: Request,
  response: Response,
  segment: SegmentRequest,
  viewer: Viewer,
): Promise<void> {
  const { ref } = segment;
  const { variant } = ref;
  const caching = ref.name === 'init' ? cachePolicy.init : cachePolicy.segment;
  const surrogate = surrogateHeaders(variant);
  const etag = `"${ref.key}"`;
  if (isSegment(ref) && matches(request.get('If-None-Match'), etag)) {
    // The name determines the bytes, so the segment need not be produced to know that it has not changed.
    response
      .set({ ETag: etag, ...caching, ...surrogate })
      .status(304)
      .end();
    return;
  }
  const state = readPlayerState(request.headers, rawQuery(request));
  const served = await getSegment(services, segment, viewer, state);
  const link = nextSegmentLink(ref);
  response.set({ ...servedHeaders(served), ...(link !== undefined && { Link: link }) });
  const contentType = contentTypes[variant.rendition.kind];
  sendBytes(request, response, { bytes: served.bytes, etag, contentType, caching, surrogate });
}
