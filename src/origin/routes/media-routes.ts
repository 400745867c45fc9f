/** `GET /-/{grant}/{asset}/{rendition}/…`: media playlists, init segments and media segments. */
import { type Request, type Response, Router } from 'express';
import type { Asset, Rendition } from '../assets/asset.js';
import { cacheControl } from '../http/cache-control.js';
import { contentTypes } from '../http/content-types.js';
import { servedHeaders } from '../http/media-headers.js';
import { allowOnly } from '../http/problems.js';
import { clientSignal, rawPath, rawQuery, requestContext } from '../http/request-context.js';
import { matches, sendBytes } from '../http/send-bytes.js';
import { sendManifest } from '../http/send-manifest.js';
import { playlistBody } from '../manifests/playlist-body.js';
import { hasSegment, type SegmentName, segmentKey } from '../segments/segment-name.js';
import type { Viewer } from '../segments/segment-service.js';
import type { Services } from '../services.js';
import { renditionFor } from '../session/allowed-renditions.js';
import { readPlayerState } from '../session/player-state.js';
import { viewerNames } from '../session/viewer.js';
import type { PlaybackScope } from '../tokens/scope.js';
import { askedFor } from './asked-for.js';
import { parseMediaPath } from './media-path.js';

/** Media of this server's assets, for whoever has a grant. */
export function mediaRoutes(services: Services): Router {
  const router = Router();
  router.use(async (request, response, next) => {
    const path = parseMediaPath(rawPath(request));
    if (!path) return next();
    allowOnly('GET', 'HEAD')(request, response, () => undefined);
    const scope = services.grants.verify(path.grant, requestContext(request, path.asset));
    const signal = clientSignal(response);
    const asset = await services.library.get(path.asset, signal);
    const rendition = renditionFor(asset, path.renditionKey, scope);
    if (path.file === 'playlist') return sendPlaylist(request, response, asset, rendition);
    const viewer = { ...viewerNames(scope, request.ip), signal };
    return sendSegment(services, request, response, { asset, rendition, name: path.file, scope, viewer });
  });
  return router;
}

function sendPlaylist(
  request: Request,
  response: Response,
  asset: Asset,
  rendition: Rendition,
): Promise<void> {
  return sendManifest(request, response, {
    text: playlistBody(asset, rendition),
    contentType: contentTypes.hls,
    cacheControl: cacheControl.mediaPlaylist,
    vary: 'Accept-Encoding',
  });
}

interface SegmentRequest {
  readonly asset: Asset;
  readonly rendition: Rendition;
  readonly name: SegmentName;
  readonly scope: PlaybackScope;
  readonly viewer: Viewer;
}

async function sendSegment(
  { segments }: Services,
  request: Request,
  response: Response,
  { asset, rendition, name, scope, viewer }: SegmentRequest,
): Promise<void> {
  const etag = `"${segmentKey(asset, rendition, name)}"`;
  if (hasSegment(asset, rendition, name) && matches(request.get('If-None-Match'), etag)) {
    // The name determines the bytes, so nothing need be made to know that they have not changed.
    response.set({ ETag: etag, 'Cache-Control': cacheControl.media }).status(304).end();
    return;
  }
  const state = readPlayerState(request.headers, rawQuery(request));
  const asked = name === 'init' ? undefined : askedFor(asset, rendition, name, state, scope);
  const dueAt = asked && segments.arrive(viewer, asked);
  const served = await segments.get(asset, rendition, name, { ...viewer, dueAt });
  if (asked) segments.follow(viewer, asked);
  response.set(servedHeaders(served));
  const contentType = contentTypes[rendition.kind];
  sendBytes(request, response, { bytes: served.bytes, etag, contentType, cacheControl: cacheControl.media });
}
