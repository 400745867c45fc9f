/**
 * The short way to what is there already: a segment in memory, a playlist that was made before. It verifies the grant and
 * writes a buffer; whatever is not as plain as that goes the usual way, through the application, which gives the same
 * answer.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import proxyAddress from 'proxy-addr';
import { OnplayError } from '../../errors.js';
import type { Asset, Rendition } from '../assets/asset.js';
import { corsHeaders } from '../headers.js';
import { knownEncoding } from '../http/accepted-encoding.js';
import { cacheControl } from '../http/cache-control.js';
import { contentTypes } from '../http/content-types.js';
import { guardDelivery } from '../http/deliver.js';
import { servedHeaders } from '../http/media-headers.js';
import { knownPlaylistBody } from '../manifests/playlist-body.js';
import { segmentKey } from '../segments/segment-name.js';
import type { Services } from '../services.js';
import { renditionFor } from '../session/allowed-renditions.js';
import { readPlayerState } from '../session/player-state.js';
import { viewerNames } from '../session/viewer.js';
import type { PlaybackScope } from '../tokens/scope.js';
import { askedFor } from './asked-for.js';
import { type MediaPath, parseMediaPath } from './media-path.js';

/** Answers the request if it can; else leaves it alone and returns false. */
export type HitRoute = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Requests with one of these are for the application. */
const CONDITIONS = [
  'range',
  'if-none-match',
  'if-match',
  'if-modified-since',
  'if-unmodified-since',
] as const;

const never = new AbortController().signal;

export function createHitRoute(services: Services): HitRoute {
  const trust = proxyAddress.compile([...services.config.trustProxy]);
  return (request, response) => {
    const { method, url = '', headers } = request;
    if (method !== 'GET' || !url.startsWith('/-/') || !services.isReady()) return false;
    // A request that is logged is logged by the application.
    if (services.log.isLevelEnabled('debug') || CONDITIONS.some((name) => headers[name])) return false;
    const query = url.indexOf('?');
    const path = quietly(() => parseMediaPath(query === -1 ? url : url.slice(0, query)));
    const hit = path && find(services, request, path, proxyAddress(request, trust));
    if (!hit) return false;
    const queryText = query === -1 ? '' : url.slice(query + 1);
    return path.file === 'playlist'
      ? sendPlaylist(request, response, hit)
      : sendSegment(services, request, response, { ...hit, name: path.file, query: queryText });
  };
}

interface Found {
  readonly asset: Asset;
  readonly rendition: Rendition;
  readonly scope: PlaybackScope;
  readonly address: string;
}

/** What the path names, if the grant is good; the application says what is wrong with it if it is not. */
function find(
  { grants, library }: Services,
  { headers }: IncomingMessage,
  path: MediaPath,
  address: string,
): Found | undefined {
  const asset = library.ready(path.asset);
  if (!asset) return undefined;
  const context = {
    asset: path.asset,
    ip: address,
    referrer: headers.referer ?? headers.origin,
    nowSeconds: Date.now() / 1000,
  };
  return quietly(() => {
    const scope = grants.verify(path.grant, context);
    return { asset, rendition: renditionFor(asset, path.renditionKey, scope), scope, address };
  });
}

function quietly<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof OnplayError) return undefined;
    throw error;
  }
}

function sendSegment(
  { segments }: Services,
  { headers }: IncomingMessage,
  response: ServerResponse,
  hit: Found & { readonly name: number | 'init'; readonly query: string },
): boolean {
  const { asset, rendition, scope, name } = hit;
  const viewer = { ...viewerNames(scope, hit.address), signal: never };
  const served = segments.find(asset, rendition, name, viewer);
  if (!served) return false;
  if (name !== 'init') {
    const state = readPlayerState(headers, hit.query);
    segments.follow(viewer, askedFor(asset, rendition, name, state, scope));
  }
  send(response, served.bytes, {
    ETag: `"${segmentKey(asset, rendition, name)}"`,
    'Cache-Control': cacheControl.media,
    'Accept-Ranges': 'bytes',
    ...servedHeaders(served),
    'Content-Type': contentTypes[rendition.kind],
  });
  return true;
}

function sendPlaylist({ headers }: IncomingMessage, response: ServerResponse, { rendition }: Found): boolean {
  const encoding = knownEncoding(headers['accept-encoding'] as string | undefined);
  const representation = encoding && knownPlaylistBody(rendition)?.ready(encoding);
  if (!representation) return false;
  send(response, representation.body, {
    ETag: representation.etag,
    'Cache-Control': cacheControl.mediaPlaylist,
    Vary: 'Accept-Encoding',
    ...(encoding === 'gzip' && { 'Content-Encoding': encoding }),
    'Content-Type': contentTypes.hls,
  });
  return true;
}

function send(response: ServerResponse, body: Uint8Array, headers: Readonly<Record<string, string>>): void {
  response.writeHead(200, {
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': randomUUID(),
    ...corsHeaders,
    ...headers,
    'Content-Length': body.byteLength,
  });
  response.end(body);
  guardDelivery(response);
}
