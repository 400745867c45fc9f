/** The responses with segments. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Variant } from '../../../assets/index.js';
import type { SegmentedRendition } from '../../../encoder/index.js';
import {
  isSegment,
  type SegmentRef,
  type SegmentResult,
  type ServedSegment,
  segmentRef,
} from '../../../segments/index.js';
import { OnplayError } from '../../../shared/errors.js';
import { segmentFileName } from '../../../shared/media-url.js';
import { cachePolicy } from '../../cache-policy.js';
import { matches, requestedRange } from './conditions.js';
import { contentTypeOf } from './content-types.js';
import { type HeaderList, sendMedia, sendNotModified } from './media-response.js';
import { surrogateHeaders } from './surrogate-headers.js';

/** What determines a response besides the request. */
export interface SegmentResponse {
  readonly ref: SegmentRef;
  /** For how long it may be cached, and by what tags it is invalidated; default those of media. */
  readonly caching?: HeaderList;
  /** Of a segment with a hidden mark: what its response says of it, see `AuthorizedVariant`. */
  readonly traced?: { readonly plain: Variant; readonly key: string } | undefined;
}

/**
 * Answers with 304 if the client has the segment already, and returns whether it has. The name determines the bytes, so the
 * segment need not be produced for that.
 */
export function sendUnchangedSegment(
  { headers }: IncomingMessage,
  response: ServerResponse,
  segment: SegmentResponse,
): boolean {
  const { ref, traced, caching = cachingHeaders(traced?.plain ?? ref.variant) } = segment;

  if (headers['if-none-match'] === undefined || !isSegment(ref)) return false;
  if (!matches(headers['if-none-match'], etagOf(segment))) return false;
  sendNotModified(response, ['ETag', etagOf(segment), ...caching]);
  return true;
}

/**
 * Answers with 200 or 206.
 * @throws OnplayError `range_not_satisfiable`, with `Content-Range` already set.
 */
export function sendSegment(
  request: IncomingMessage,
  response: ServerResponse,
  segment: SegmentResponse,
  served: ServedSegment,
): void {
  const { bytes } = served;
  const range = requestedRange(request, etagOf(segment), bytes.byteLength);
  if (range === undefined) {
    sendMedia(response, 200, segmentHeaders(segment, served), bytes);
    return;
  }
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${bytes.byteLength}`);
    throw new OnplayError('range_not_satisfiable', {
      publicDetail: 'The range lies beyond the end of the content.',
    });
  }
  const contentRange = `bytes ${range.start}-${range.end - 1}/${bytes.byteLength}`;
  const headers = segmentHeaders(segment, served).concat('Content-Range', contentRange);
  sendMedia(response, 206, headers, bytes.subarray(range.start, range.end));
}

function segmentHeaders(segment: SegmentResponse, served: ServedSegment): HeaderList {
  const { ref, caching, traced } = segment;
  const contentType = contentTypeOf(ref.variant.rendition);
  const known = ['ETag', etagOf(segment), 'Accept-Ranges', 'bytes', 'Content-Type', contentType];
  // One variant is in the cache more often than the other, and what follows has another name.
  if (traced) return [...known, ...(caching ?? cachingHeaders(traced.plain))];
  const link = nextSegmentLink(ref);
  return [
    ...known,
    ...['Cache-Status', CACHE_STATUS[served.result], 'Server-Timing', serverTiming(served)],
    ...(link === undefined ? [] : ['Link', link]),
    ...(caching ?? cachingHeaders(ref.variant)),
  ];
}

function etagOf({ ref, traced }: SegmentResponse): string {
  return `"${traced?.key ?? ref.key}"`;
}

/** The same for all segments of a rendition. */
const cachingHeadersOf = new WeakMap<SegmentedRendition, HeaderList>();

function cachingHeaders(variant: Variant): HeaderList {
  const known = cachingHeadersOf.get(variant.rendition);
  if (known) return known;
  const headers = Object.entries({ ...cachePolicy.segment, ...surrogateHeaders(variant) }).flat();
  cachingHeadersOf.set(variant.rendition, headers);
  return headers;
}

/**
 * The value of `Link` (RFC 8288) from which an edge can prefetch the next segment; undefined after the last segment, and for images,
 * which are not fetched one after the other.
 * Relative, so that it keeps the grant and any path prefix of an edge.
 */
function nextSegmentLink({ variant, name }: SegmentRef): string | undefined {
  if (variant.rendition.kind === 'image') return undefined;
  const next = name === 'init' ? 0 : name + 1;
  return isSegment(segmentRef(variant, next))
    ? `<${segmentFileName(variant.rendition.id, next)}>; rel=prefetch`
    : undefined;
}

/** `Cache-Status` (RFC 9211). */
const CACHE_STATUS: Readonly<Record<SegmentResult, string>> = {
  hit: 'onplay; hit',
  prefetched: 'onplay; hit',
  disk: 'onplay; hit; detail=disk',
  bucket: 'onplay; hit; detail=bucket',
  miss: 'onplay; fwd=miss',
  collapsed: 'onplay; fwd=miss; collapsed',
};

function serverTiming({ result, timings }: ServedSegment): string {
  const metrics = [`cache;desc="${result}"`];
  if (timings) {
    const { queueMs, feedMs, encodeMs, packageMs } = timings;
    const durations = { queue: queueMs, feed: feedMs, encode: encodeMs, package: packageMs };
    for (const [phase, ms] of Object.entries(durations)) metrics.push(`${phase};dur=${ms.toFixed(1)}`);
  }
  return metrics.join(', ');
}
