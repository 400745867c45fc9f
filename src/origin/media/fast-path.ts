/**
 * The fast path for media: verifies the grant and writes a buffer, synchronously if the segment is in memory, else once it
 * was produced. All other requests go through the application, whose response is the same.
 */

import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import proxyAddress from 'proxy-addr';
import type { Rendition, Variant } from '../../assets/index.js';
import { knownPlaylistBody } from '../../manifests/index.js';
import { playedSeconds, type SegmentRef, type ServedSegment, segmentRef } from '../../segments/index.js';
import { type PlayerState, readPlayerState } from '../../sessions/index.js';
import { cachePolicy } from '../cache-policy.js';
import { corsHeaders } from '../headers.js';
import { guardDelivery } from '../server/deliver.js';
import { noteFastPathError } from '../server/fast-path-error.js';
import { clientSignal } from '../server/request-context.js';
import type { Services } from '../services.js';
import { knownEncoding } from './accepted-encoding.js';
import { contentTypes } from './content-types.js';
import { getSegment, hintFor } from './get-segment.js';
import { MediaFolders, type OpenedMedia, type RequestFacts } from './media-folders.js';
import { nextSegmentLink, servedHeaders } from './media-headers.js';
import { OUT_OF_PATH, readOutOfPathGrant } from './out-of-path-grant.js';
import { surrogateHeaders } from './surrogate-headers.js';

const never = new AbortController().signal;

const OUT_OF_PATH_PREFIX = `/-/${OUT_OF_PATH}/`;

/** Answers a request synchronously and returns true; or has no effect and returns false. */
export type TryFastPath = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface FastPath {
  readonly tryFastPath: TryFastPath;
  /** Answers the requests for which `tryFastPath` returned false. */
  readonly listener: RequestListener;
}

/** The fast path in front of `application`. */
export function createFastPath(services: Services, application: RequestListener): FastPath {
  const folders = new MediaFolders(services);
  const plainRequestOf = plainRequests(services);
  return {
    tryFastPath: (request, response) => {
      const plain = plainRequestOf(request);
      const media = plain && folders.open(plain.path, plain.facts);
      if (!media) return false;
      if (media.file === 'playlist') return sendPlaylist(request, response, media);
      const { variant, file, viewer } = media;
      const ref = segmentRef(variant, file);
      const served = services.segments.find(ref, viewer);
      if (!served) return false;
      services.playbacks.touch(viewer, variant.asset.id, media.scope.viewer, playedSeconds(ref));
      const hint = hintFor({ ...media, ref }, playerState(request));
      if (hint) services.segments.follow({ ...viewer, signal: never }, hint);
      sendSegment(response, ref, served);
      return true;
    },
    listener: (request, response) => {
      const plain = plainRequestOf(request);
      if (!plain) return application(request, response);
      const signal = clientSignal(response);
      answer(services, folders, plain, request, response, signal).then(
        (isAnswered) => isAnswered || application(request, response),
        (error: unknown) => {
          // Answered as late already, or the client has left.
          if (response.writableEnded || response.destroyed) return;
          noteFastPathError(request, error);
          application(request, response);
        },
      );
    },
  };
}

/** Waits for the asset and the segment, and sends the segment. Resolves with whether the request was answered. */
async function answer(
  services: Services,
  folders: MediaFolders,
  { path, facts }: PlainRequest,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<boolean> {
  if (!folders.open(path, facts)) await folders.load(path, facts, signal);
  const media = folders.open(path, facts);
  if (!media || media.file === 'playlist') return false;
  const { variant, file, viewer } = media;
  const ref = segmentRef(variant, file);
  const waiting = { ...viewer, signal };
  const served = await getSegment(services, { ...media, ref }, waiting, playerState(request));
  sendSegment(response, ref, served);
  return true;
}

function playerState({ url = '', headers }: IncomingMessage): PlayerState {
  const mark = url.indexOf('?');
  return readPlayerState(headers, mark === -1 ? '' : url.slice(mark + 1));
}

/** A request without anything that only the application handles. */
interface PlainRequest {
  /** As it was sent, without the query. */
  readonly path: string;
  readonly facts: RequestFacts;
}

function plainRequests({ config, log, isReady }: Services) {
  const isTrusted = proxyAddress.compile([...config.trustProxy]);
  const addressOf = (request: IncomingMessage) =>
    config.trustProxy.length === 0 ? (request.socket.remoteAddress ?? '') : proxyAddress(request, isTrusted);
  // Only the application logs requests.
  const isLogged = () => log.isLevelEnabled('debug');
  return (request: IncomingMessage): PlainRequest | undefined => {
    const { method, url = '', headers } = request;
    if (method !== 'GET' || !url.startsWith('/-/') || !isReady() || isLogged()) return undefined;
    if (isConditional(headers)) return undefined;
    const mark = url.indexOf('?');
    const referrer = headers.referer ?? headers.origin;
    // An out-of-path grant counts only if the path contains none.
    const outOfPathGrant = url.startsWith(OUT_OF_PATH_PREFIX) ? readOutOfPathGrant(headers) : undefined;
    const facts = { address: addressOf(request), referrer, outOfPathGrant };
    return { path: mark === -1 ? url : url.slice(0, mark), facts };
  };
}

/** Range and conditional requests (RFC 9110 13 and 14), which the application handles. */
function isConditional(headers: IncomingHttpHeaders): boolean {
  return (
    headers.range !== undefined ||
    headers['if-none-match'] !== undefined ||
    headers['if-match'] !== undefined ||
    headers['if-modified-since'] !== undefined ||
    headers['if-unmodified-since'] !== undefined
  );
}

function sendSegment(response: ServerResponse, ref: SegmentRef, served: ServedSegment): void {
  const { 'Cache-Status': cacheStatus, 'Server-Timing': serverTiming } = servedHeaders(served);
  const link = nextSegmentLink(ref);
  send(response, served.bytes, [
    ...['ETag', `"${ref.key}"`, 'Accept-Ranges', 'bytes'],
    ...['Cache-Status', cacheStatus, 'Server-Timing', serverTiming],
    ...(link === undefined ? [] : ['Link', link]),
    ...sharedSegmentHeaders(ref.variant),
  ]);
}

/** The headers shared by all segments of a rendition, and those of its playlist; computed once. */
const sharedSegmentHeaders = cachedHeaders(({ kind }) => ({
  ...cachePolicy.segment,
  'Content-Type': contentTypes[kind],
}));
const sharedPlaylistHeaders = cachedHeaders(() => ({
  ...cachePolicy.mediaPlaylist,
  Vary: 'Accept-Encoding',
  'Content-Type': contentTypes.hls,
}));

function cachedHeaders(headersOf: (rendition: Rendition) => Readonly<Record<string, string>>) {
  const ofRenditions = new WeakMap<Rendition, readonly string[]>();
  return (variant: Variant): readonly string[] => {
    const { rendition } = variant;
    const known = ofRenditions.get(rendition);
    if (known) return known;
    const all = { ...headersOf(rendition), ...surrogateHeaders(variant) };
    const headers = Object.entries(all).flat();
    ofRenditions.set(rendition, headers);
    return headers;
  };
}

function sendPlaylist(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { variant }: OpenedMedia,
): boolean {
  const encoding = knownEncoding(headers['accept-encoding'] as string | undefined);
  const representation = encoding && knownPlaylistBody(variant)?.ready(encoding);
  if (!representation) return false;
  send(response, representation.body, [
    ...sharedPlaylistHeaders(variant),
    ...['ETag', representation.etag],
    ...(encoding === 'gzip' ? ['Content-Encoding', encoding] : []),
  ]);
  return true;
}

const SHARED_HEADERS = ['X-Content-Type-Options', 'nosniff', ...Object.entries(corsHeaders).flat()];

/** @param headers names and values alternating, the form that Node writes without looking up each name. */
function send(response: ServerResponse, body: Uint8Array, headers: readonly string[]): void {
  const own = ['X-Request-Id', randomUUID(), 'Content-Length', String(body.byteLength)];
  response.writeHead(200, SHARED_HEADERS.concat(headers, own));
  response.end(body);
  guardDelivery(response, body);
}
