/** The responses with media playlists. A rendition's playlist never changes, so its responses are prepared once. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Variant } from '../../../assets/index.js';
import type { SegmentedRendition } from '../../../encoder/index.js';
import {
  type Encoding,
  knownPlaylistBody,
  playlistBody,
  type Representation,
} from '../../../manifests/index.js';
import { cachePolicy } from '../../cache-policy.js';
import { routeUnknown } from '../../problems/send-problem.js';
import { PreparedResponse } from '../../server/prepared-response.js';
import { isIdentified } from '../../server/request-id.js';
import { acceptedEncoding } from './accepted-encoding.js';
import { matches } from './conditions.js';
import { contentTypes } from './content-types.js';
import { type HeaderList, mediaHeaderList, sendMedia, sendNotModified } from './media-response.js';
import { surrogateHeaders } from './surrogate-headers.js';

/** Answers if the playlist is ready in the encoding that the client accepts, and returns whether it is. */
export function sendReadyPlaylist(
  request: IncomingMessage,
  response: ServerResponse,
  variant: Variant,
): boolean {
  const encoding = acceptedEncoding(request);
  const representation = knownPlaylistBody(variant)?.ready(encoding);
  if (!representation) return false;
  send(request, response, variant, { ...representation, encoding });
  return true;
}

/**
 * Writes the playlist and compresses it where that has not happened yet, and answers.
 * @throws OnplayError `route_unknown` for images that have none.
 */
export async function sendPlaylist(
  request: IncomingMessage,
  response: ServerResponse,
  variant: Variant,
): Promise<void> {
  const encoding = acceptedEncoding(request);
  const body = playlistBody(variant);
  if (!body) throw routeUnknown();
  const representation = await body.in(encoding);
  send(request, response, variant, { ...representation, encoding });
}

interface Encoded extends Representation {
  readonly encoding: Encoding;
}

/** By rendition, which is of one version of an asset. Renditions may share a playlist, but not its cache tags. */
const preparedResponses = new WeakMap<SegmentedRendition, Partial<Record<Encoding, PreparedResponse>>>();

function send(request: IncomingMessage, response: ServerResponse, variant: Variant, playlist: Encoded): void {
  if (matches(request.headers['if-none-match'], playlist.etag)) {
    sendNotModified(response, cachingHeaders(variant, playlist));
    return;
  }
  const known = preparedResponses.get(variant.rendition)?.[playlist.encoding];
  const prepared = known ?? prepare(variant, playlist);
  if (!isIdentified(request) && prepared.send(response)) return;
  sendMedia(response, 200, playlistHeaders(variant, playlist), playlist.body);
}

function prepare(variant: Variant, playlist: Encoded): PreparedResponse {
  const { body } = playlist;
  const length = ['Content-Length', String(body.byteLength)];
  const headers = mediaHeaderList(playlistHeaders(variant, playlist)).concat(length);
  const prepared = new PreparedResponse(headers, body);
  const others = preparedResponses.get(variant.rendition);
  preparedResponses.set(variant.rendition, { ...others, [playlist.encoding]: prepared });
  return prepared;
}

function playlistHeaders(variant: Variant, playlist: Encoded): HeaderList {
  return [
    ...cachingHeaders(variant, playlist),
    ...['Content-Type', contentTypes.hls],
    ...(playlist.encoding === 'gzip' ? ['Content-Encoding', playlist.encoding] : []),
  ];
}

function cachingHeaders(variant: Variant, { etag }: Encoded): HeaderList {
  const { isComplete } = variant.asset.presentation;
  const caching = isComplete ? cachePolicy.mediaPlaylist : cachePolicy.growingPlaylist;
  const headers = { ETag: etag, ...caching, ...surrogateHeaders(variant) };
  return Object.entries({ ...headers, Vary: 'Accept-Encoding' }).flat();
}
