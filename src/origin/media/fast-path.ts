/**
 * The short way to media: it verifies the grant and writes a buffer, at once where the segment is in memory, else when it
 * is made. Whatever is not as plain as that goes the usual way, through the application, which gives the same answer.
 */

import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import proxyAddress from 'proxy-addr';
import type { Asset, Rendition } from '../../assets/index.js';
import { knownPlaylistBody } from '../../manifests/index.js';
import { playedSeconds, type SegmentName, type ServedSegment, segmentKey } from '../../segments/index.js';
import { type PlayerState, readPlayerState } from '../../sessions/index.js';
import { cachePolicy } from '../cache-policy.js';
import { corsHeaders } from '../headers.js';
import { guardDelivery } from '../server/deliver.js';
import { noteFailure } from '../server/noted-failure.js';
import { clientSignal } from '../server/request-context.js';
import type { Services } from '../services.js';
import { knownEncoding } from './accepted-encoding.js';
import { contentTypes } from './content-types.js';
import { getSegment, requestFactsOf } from './get-segment.js';
import { type Asking, MediaFolders, type OpenedMedia } from './media-folders.js';
import { nextSegmentLink, servedHeaders } from './media-headers.js';
import { CARRIED, carriedGrant } from './out-of-path-grant.js';
import { surrogateHeaders } from './surrogate-headers.js';

const never = new AbortController().signal;

const CARRIED_FOLDER = `/-/${CARRIED}/`;

/** Answers a request at once and returns true; or begins nothing and returns false. */
export type TryFastPath = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface FastPath {
  readonly tryFastPath: TryFastPath;
  /** What answers all requests that were not answered at once. */
  readonly listener: RequestListener;
}

/** The short way in front of `application`. */
export function createFastPath(services: Services, application: RequestListener): FastPath {
  const folders = new MediaFolders(services);
  const plainly = plainRequests(services);
  return {
    tryFastPath: (request, response) => {
      const plain = plainly(request);
      const media = plain && folders.open(plain.path, plain.asking);
      if (!media) return false;
      if (media.file === 'playlist') return sendPlaylist(request, response, media);
      const { asset, rendition, file, viewer } = media;
      const served = services.segments.find(asset, rendition, file, viewer);
      if (!served) return false;
      const seconds = playedSeconds(asset, rendition, file);
      services.playbacks.touch(viewer, asset.id, media.scope.viewer, seconds);
      const asked = requestFactsOf({ ...media, name: file }, playerState(request));
      if (asked) services.segments.follow({ ...viewer, signal: never }, asked);
      sendSegment(response, media, file, served);
      return true;
    },
    listener: (request, response) => {
      const plain = plainly(request);
      if (!plain) return application(request, response);
      const signal = clientSignal(response);
      answer(services, folders, plain, request, response, signal).then(
        (isAnswered) => isAnswered || application(request, response),
        (error: unknown) => {
          // The answer came too late, or the client has left.
          if (response.writableEnded || response.destroyed) return;
          noteFailure(request, error);
          application(request, response);
        },
      );
    },
  };
}

/** Whether the request was answered: with a segment, when it is there. */
async function answer(
  services: Services,
  folders: MediaFolders,
  { path, asking }: PlainRequest,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<boolean> {
  if (!folders.open(path, asking)) await folders.find(path, asking, signal);
  const media = folders.open(path, asking);
  if (!media || media.file === 'playlist') return false;
  const { file, viewer } = media;
  const waiting = { ...viewer, signal };
  const served = await getSegment(services, { ...media, name: file }, waiting, playerState(request));
  sendSegment(response, media, file, served);
  return true;
}

function playerState({ url = '', headers }: IncomingMessage): PlayerState {
  const mark = url.indexOf('?');
  return readPlayerState(headers, mark === -1 ? '' : url.slice(mark + 1));
}

/** A request without anything that only the application understands. */
interface PlainRequest {
  /** As it was sent, without its query. */
  readonly path: string;
  readonly asking: Asking;
}

function plainRequests({ config, log, isReady }: Services) {
  const isTrusted = proxyAddress.compile([...config.trustProxy]);
  const addressOf = (request: IncomingMessage) =>
    config.trustProxy.length === 0 ? (request.socket.remoteAddress ?? '') : proxyAddress(request, isTrusted);
  // A request that is logged is logged by the application.
  const isLogged = () => log.isLevelEnabled('debug');
  return (request: IncomingMessage): PlainRequest | undefined => {
    const { method, url = '', headers } = request;
    if (method !== 'GET' || !url.startsWith('/-/') || !isReady() || isLogged()) return undefined;
    if (isConditional(headers)) return undefined;
    const mark = url.indexOf('?');
    const referrer = headers.referer ?? headers.origin;
    // Only media without a grant in its path is opened by another one.
    const carried = url.startsWith(CARRIED_FOLDER) ? carriedGrant(headers) : undefined;
    const asking = { address: addressOf(request), referrer, carried };
    return { path: mark === -1 ? url : url.slice(0, mark), asking };
  };
}

/** Requests for a part, or only if something has changed, are for the application. */
function isConditional(headers: IncomingHttpHeaders): boolean {
  return (
    headers.range !== undefined ||
    headers['if-none-match'] !== undefined ||
    headers['if-match'] !== undefined ||
    headers['if-modified-since'] !== undefined ||
    headers['if-unmodified-since'] !== undefined
  );
}

function sendSegment(
  response: ServerResponse,
  { asset, rendition }: OpenedMedia,
  name: SegmentName,
  served: ServedSegment,
): void {
  const { 'Cache-Status': cacheStatus, 'Server-Timing': serverTiming } = servedHeaders(served);
  const link = nextSegmentLink(asset, rendition, name);
  send(response, served.bytes, [
    ...['ETag', `"${segmentKey(asset, rendition, name)}"`, 'Accept-Ranges', 'bytes'],
    ...['Cache-Status', cacheStatus, 'Server-Timing', serverTiming],
    ...(link === undefined ? [] : ['Link', link]),
    ...sharedSegmentHeaders(asset, rendition),
  ]);
}

/** What is the same for all segments of a rendition, and for its playlist, put together once. */
const sharedSegmentHeaders = rememberedHeaders(({ kind }) => ({
  ...cachePolicy.segment,
  'Content-Type': contentTypes[kind],
}));
const sharedPlaylistHeaders = rememberedHeaders(() => ({
  ...cachePolicy.mediaPlaylist,
  Vary: 'Accept-Encoding',
  'Content-Type': contentTypes.hls,
}));

function rememberedHeaders(headersOf: (rendition: Rendition) => Readonly<Record<string, string>>) {
  const ofRenditions = new WeakMap<Rendition, readonly string[]>();
  return (asset: Asset, rendition: Rendition): readonly string[] => {
    const known = ofRenditions.get(rendition);
    if (known) return known;
    const all = { ...headersOf(rendition), ...surrogateHeaders(asset, rendition) };
    const headers = Object.entries(all).flat();
    ofRenditions.set(rendition, headers);
    return headers;
  };
}

function sendPlaylist(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { asset, rendition }: OpenedMedia,
): boolean {
  const encoding = knownEncoding(headers['accept-encoding'] as string | undefined);
  const representation = encoding && knownPlaylistBody(rendition)?.ready(encoding);
  if (!representation) return false;
  send(response, representation.body, [
    ...sharedPlaylistHeaders(asset, rendition),
    ...['ETag', representation.etag],
    ...(encoding === 'gzip' ? ['Content-Encoding', encoding] : []),
  ]);
  return true;
}

const SHARED_HEADERS = ['X-Content-Type-Options', 'nosniff', ...Object.entries(corsHeaders).flat()];

/** @param headers names and values in turn, as Node takes them without looking each one up. */
function send(response: ServerResponse, body: Uint8Array, headers: readonly string[]): void {
  const own = ['X-Request-Id', randomUUID(), 'Content-Length', String(body.byteLength)];
  response.writeHead(200, SHARED_HEADERS.concat(headers, own));
  response.end(body);
  guardDelivery(response, body);
}
