/** Follows redirects (RFC 9110 15.4) to URLs that others name: few, and each allowed itself. */
import type { Dispatcher } from 'undici';
import { OutboundFailure } from './outbound-failure.js';
import { type AllowedHosts, readOutboundUrl } from './outbound-url.js';

/** The response at the end of all redirects. */
export interface Found {
  readonly url: URL;
  readonly response: Dispatcher.ResponseData;
}

/** Resolves when the head of a response has come. */
export type Get = (url: URL) => Promise<Dispatcher.ResponseData>;

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Of a body that is not used, before its connection is ended. */
const MAX_DISCARDED = 16 * 1024;

/**
 * The first response that is no redirect.
 * @param start allowed already.
 * @throws OutboundFailure where a redirect is not allowed, leads to nowhere, or is the sixth; what `get` throws.
 */
export async function followRedirects(start: URL, allowed: AllowedHosts, get: Get): Promise<Found> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await get(url);
    if (!REDIRECTS.has(response.statusCode)) return { url, response };
    await discard(response);
    url = redirected(url, response.headers['location'], allowed);
  }
  throw new OutboundFailure('failed', 'it redirects too often');
}

/** Reads a little of a body that is not used, so that its connection may serve again. Never rejects. */
export async function discard({ body }: Dispatcher.ResponseData): Promise<void> {
  await body.dump({ limit: MAX_DISCARDED }).catch(() => undefined);
}

function redirected(from: URL, location: unknown, allowed: AllowedHosts): URL {
  if (typeof location !== 'string' || !URL.canParse(location, from.href))
    throw new OutboundFailure('failed', 'it redirects to nowhere');
  const to = readOutboundUrl(new URL(location, from).href, allowed);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw new OutboundFailure('refused', 'it redirects from https to http');
  return to;
}
