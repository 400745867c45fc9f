/** `GET /-/{grant}/{asset}/{rendition}/…`: media playlists, init segments and media segments. */

import { type Request, type Response, Router } from 'express';
import { playlistBody } from '../../manifests/index.js';
import { hasSegment, segmentKey, type Viewer } from '../../segments/index.js';
import { readPlayerState, viewerNames } from '../../sessions/index.js';
import { cachePolicy } from '../cache-policy.js';
import { allowOnly } from '../problems/problems.js';
import { clientSignal, rawPath, rawQuery, requestContext } from '../server/request-context.js';
import type { Services } from '../services.js';
import { contentTypes } from './content-types.js';
import { getSegment, type SegmentRequest } from './get-segment.js';
import { nextSegmentLink, servedHeaders } from './media-headers.js';
import { parseMediaPath } from './media-path.js';
import { type AuthorizedRendition, findRendition } from './open-media.js';
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
    const found = findRendition(library, current, path.renditionKey, scope);
    if (path.file === 'playlist') return sendPlaylist(request, response, found);
    const viewer = { ...viewerNames(scope, request.ip), signal };
    return sendSegment(services, request, response, { ...found, name: path.file, scope }, viewer);
  });
  return router;
}

function sendPlaylist(
  request: Request,
  response: Response,
  { asset, rendition }: AuthorizedRendition,
): Promise<void> {
  return sendManifest(request, response, {
    text: playlistBody(asset, rendition),
    contentType: contentTypes.hls,
    caching: cachePolicy.mediaPlaylist,
    surrogate: surrogateHeaders(asset, rendition),
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
  const { asset, rendition, name } = segment;
  const caching = name === 'init' ? cachePolicy.init : cachePolicy.segment;
  const surrogate = surrogateHeaders(asset, rendition);
  const etag = `"${segmentKey(asset, rendition, name)}"`;
  if (hasSegment(asset, rendition, name) && matches(request.get('If-None-Match'), etag)) {
    // The name determines the bytes, so the segment need not be produced to know that it has not changed.
    response
      .set({ ETag: etag, ...caching, ...surrogate })
      .status(304)
      .end();
    return;
  }
  const state = readPlayerState(request.headers, rawQuery(request));
  const served = await getSegment(services, segment, viewer, state);
  const link = nextSegmentLink(asset, rendition, name);
  response.set({ ...servedHeaders(served), ...(link !== undefined && { Link: link }) });
  const contentType = contentTypes[rendition.kind];
  sendBytes(request, response, { bytes: served.bytes, etag, contentType, caching, surrogate });
}
