/**
 * The short way to media: it verifies the grant and writes a buffer, at once where the segment is in memory, else when it
 * is made. Whatever is not as plain as that goes the usual way, through the application, which gives the same answer.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import proxyAddress from 'proxy-addr';
import { OnplayError } from '../../errors.js';
import type { Asset, Rendition } from '../assets/asset.js';
import { corsHeaders } from '../headers.js';
import { knownEncoding } from '../http/accepted-encoding.js';
import { cacheControl } from '../http/cache-control.js';
import { contentTypes } from '../http/content-types.js';
import { guardDelivery } from '../http/deliver.js';
import { servedHeaders } from '../http/media-headers.js';
import { noteFailure } from '../http/noted-failure.js';
import { clientSignal } from '../http/request-context.js';
import { knownPlaylistBody } from '../manifests/playlist-body.js';
import { type SegmentName, segmentKey } from '../segments/segment-name.js';
import type { ServedSegment } from '../segments/segment-service.js';
import type { Services } from '../services.js';
import { renditionFor } from '../session/allowed-renditions.js';
import { readPlayerState } from '../session/player-state.js';
import { viewerNames } from '../session/viewer.js';
import type { PlaybackScope } from '../tokens/scope.js';
import { askedFor } from './asked-for.js';
import { type MediaPath, parseMediaPath } from './media-path.js';

const never = new AbortController().signal;

/** Requests with one of these are for the application. */
const CONDITIONS = [
  'range',
  'if-none-match',
  'if-match',
  'if-modified-since',
  'if-unmodified-since',
] as const;

/** What answers all requests: the short way where it leads, else `application`. */
export function withShortWay(services: Services, application: RequestListener): RequestListener {
  const trust = proxyAddress.compile([...services.config.trustProxy]);
  return (request, response) => {
    const found = find(services, request, trust);
    if (found?.file === 'playlist') {
      if (!sendPlaylist(request, response, found)) application(request, response);
    } else if (found) {
      sendSegment(services, request, response, { ...found, name: found.file }, application);
    } else {
      application(request, response);
    }
  };
}

interface Found {
  readonly asset: Asset;
  readonly rendition: Rendition;
  readonly scope: PlaybackScope;
  readonly file: MediaPath['file'];
  readonly address: string;
  /** Without its `?`. */
  readonly query: string;
}

/** What the request names, if it is plain and its grant is good; the application says what is wrong with others. */
function find(
  { grants, library, log, isReady }: Services,
  request: IncomingMessage,
  trust: (address: string, index: number) => boolean,
): Found | undefined {
  const { method, url = '', headers } = request;
  if (method !== 'GET' || !url.startsWith('/-/') || !isReady()) return undefined;
  // A request that is logged is logged by the application.
  if (log.isLevelEnabled('debug') || CONDITIONS.some((name) => headers[name] !== undefined)) return undefined;
  const mark = url.indexOf('?');
  const path = quietly(() => parseMediaPath(mark === -1 ? url : url.slice(0, mark)));
  const asset = path && library.ready(path.asset);
  if (!asset) return undefined;
  const address = proxyAddress(request, trust);
  const context = {
    asset: path.asset,
    ip: address,
    referrer: headers.referer ?? headers.origin,
    nowSeconds: Date.now() / 1000,
  };
  return quietly(() => {
    const scope = grants.verify(path.grant, context);
    const rendition = renditionFor(asset, path.renditionKey, scope);
    return {
      asset,
      rendition,
      scope,
      file: path.file,
      address,
      query: mark === -1 ? '' : url.slice(mark + 1),
    };
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
  request: IncomingMessage,
  response: ServerResponse,
  found: Found & { readonly name: SegmentName },
  application: RequestListener,
): void {
  const { asset, rendition, scope, name } = found;
  const names = viewerNames(scope, found.address);
  const send = (served: ServedSegment, signal: AbortSignal) => {
    if (name !== 'init') {
      const state = readPlayerState(request.headers, found.query);
      segments.follow({ ...names, signal }, askedFor(asset, rendition, name, state, scope));
    }
    sendServed(response, asset, rendition, name, served);
  };
  const hit = segments.find(asset, rendition, name, names);
  if (hit) {
    send(hit, never);
    return;
  }
  const signal = clientSignal(response);
  segments
    .get(asset, rendition, name, { ...names, signal })
    .then((served) => send(served, signal))
    .catch((error: unknown) => {
      noteFailure(request, error);
      application(request, response);
    });
}

function sendServed(
  response: ServerResponse,
  asset: Asset,
  rendition: Rendition,
  name: SegmentName,
  served: ServedSegment,
): void {
  send(response, served.bytes, {
    ETag: `"${segmentKey(asset, rendition, name)}"`,
    'Cache-Control': cacheControl.media,
    'Accept-Ranges': 'bytes',
    ...servedHeaders(served),
    'Content-Type': contentTypes[rendition.kind],
  });
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
