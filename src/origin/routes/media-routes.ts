/** `GET /-/{grant}/{asset}/{rendition}/…`: media playlists, init segments and media segments. */
import { type Request, type Response, Router } from 'express';
import { OnplayError } from '../../errors.js';
import { parseAssetId } from '../asset-id.js';
import type { Asset, Rendition } from '../assets/asset.js';
import { cacheControl } from '../http/cache-control.js';
import { contentTypes } from '../http/content-types.js';
import { allowOnly } from '../http/problems.js';
import { clientSignal, rawPath, requestContext } from '../http/request-context.js';
import { matches, sendBytes } from '../http/send-bytes.js';
import { sendManifest } from '../http/send-manifest.js';
import { largestRate } from '../manifests/declared-rates.js';
import { renditionPlaylist } from '../manifests/hls.js';
import { INIT_NAME, MEDIA_PLAYLIST_NAME } from '../manifests/media-urls.js';
import { hasSegment, type SegmentName, segmentKey } from '../segments/segment-name.js';
import type { ServedSegment } from '../segments/segment-service.js';
import type { Services } from '../services.js';
import { allowedLadder } from '../session/allowed-ladder.js';
import { verifyGrant } from '../tokens/grant.js';
import type { PlaybackScope } from '../tokens/scope.js';

/** The parts of a media path; the grant and the asset's name are checked by those who know them. */
const MEDIA_PATH = /^\/-\/([^/]+)\/(.+)\/([a-z0-9-]{1,64})\/(init\.mp4|media\.m3u8|(?:0|[1-9]\d{0,6})\.m4s)$/;

/** Media of this server's assets, for whoever has a grant. */
export function mediaRoutes(services: Services): Router {
  const router = Router();
  router.use(async (request, response, next) => {
    const match = MEDIA_PATH.exec(rawPath(request));
    if (!match) return next();
    allowOnly('GET', 'HEAD')(request, response, () => undefined);
    const [, grant = '', path = '', key = '', file = ''] = match;
    const id = parseAssetId(path);
    const scope = verifyGrant(services.grantKey, grant, requestContext(request, id));
    const signal = clientSignal(response);
    const asset = await services.library.get(id, signal);
    const rendition = renditionFor(asset, key, scope);
    if (file === MEDIA_PLAYLIST_NAME) return sendPlaylist(request, response, asset, rendition);
    const name = file === INIT_NAME ? 'init' : Number.parseInt(file, 10);
    return sendSegment(services, request, response, asset, rendition, name, signal);
  });
  return router;
}

/** A rendition of this version that the grant allows. */
function renditionFor(asset: Asset, key: string, scope: PlaybackScope): Rendition {
  const rendition = asset.renditionOf(key);
  if (!rendition) throw isOfAnotherVersion(asset, key) ? versionGone() : renditionUnknown();
  // Not what was measured: an allowed URL has to stay allowed, at every process and after a restart.
  const allowed = allowedLadder(asset.ladder, scope, (one) => largestRate(asset, one).peak);
  if (![...allowed.video, ...allowed.audio].includes(rendition)) throw renditionForbidden();
  return rendition;
}

/** A key is a rendition's id and a hash: a known id with another hash was made from another version. */
function isOfAnotherVersion(asset: Asset, key: string): boolean {
  const id = key.slice(0, key.lastIndexOf('-'));
  return [...asset.ladder.video, ...asset.ladder.audio].some((rendition) => rendition.id === id);
}

function sendPlaylist(
  request: Request,
  response: Response,
  asset: Asset,
  rendition: Rendition,
): Promise<void> {
  return sendManifest(request, response, {
    text: renditionPlaylist(asset, rendition),
    contentType: contentTypes.hls,
    cacheControl: cacheControl.mediaPlaylist,
    vary: 'Accept-Encoding',
  });
}

async function sendSegment(
  services: Services,
  request: Request,
  response: Response,
  asset: Asset,
  rendition: Rendition,
  name: SegmentName,
  signal: AbortSignal,
): Promise<void> {
  const etag = `"${segmentKey(asset, rendition, name)}"`;
  if (hasSegment(asset, rendition, name) && matches(request.get('If-None-Match'), etag)) {
    // The name determines the bytes, so nothing need be made to know that they have not changed.
    response.set({ ETag: etag, 'Cache-Control': cacheControl.media }).status(304).end();
    return;
  }
  const served = await services.segments.get(asset, rendition, name, signal);
  services.segments.readAhead(asset, rendition, name, signal);
  response.set({ 'Cache-Status': cacheStatus(served), 'Server-Timing': serverTiming(served) });
  const contentType = contentTypes[rendition.kind];
  sendBytes(request, response, { bytes: served.bytes, etag, contentType, cacheControl: cacheControl.media });
}

/** RFC 9211. */
function cacheStatus({ result }: ServedSegment): string {
  if (result === 'miss') return 'onplay; fwd=miss';
  return result === 'collapsed' ? 'onplay; fwd=miss; collapsed' : 'onplay; hit';
}

function serverTiming({ result, timings }: ServedSegment): string {
  const parts = [`cache;desc="${result}"`];
  if (timings) {
    const { queueMs, feedMs, encodeMs, packageMs } = timings;
    const durations = { queue: queueMs, feed: feedMs, encode: encodeMs, package: packageMs };
    for (const [phase, ms] of Object.entries(durations)) parts.push(`${phase};dur=${ms.toFixed(1)}`);
  }
  return parts.join(', ');
}

const versionGone = () =>
  new OnplayError('version_gone', { publicDetail: 'The master was replaced. Ask for the manifest again.' });
const renditionUnknown = () =>
  new OnplayError('rendition_unknown', { publicDetail: 'The asset has no such rendition.' });
const renditionForbidden = () =>
  new OnplayError('no_rendition_allowed', {
    publicDetail: 'The playback token does not allow this rendition.',
  });
