/**
 * Cloudflare: purging by cache tag, `POST /client/v4/zones/{zone}/purge_cache` with `{"tags":["…"]}` (Cloudflare's API
 * reference, "Purge Cached Content", and "Purge cache by cache-tags" of its cache documentation).
 */
import { z } from 'zod';
import type { Edge } from '../edge.js';
import { exchange } from '../edge-exchange.js';
import { type EdgeResponse, hasAgreed, jsonIn, refused, unreadable } from '../edge-response.js';
import { surrogateKeyOf } from '../surrogate-keys.js';

export interface CloudflareOptions {
  readonly name: string;
  readonly zone: string;
  /** An API token that may purge the zone's cache. */
  readonly token: string;
  /** Without a `/` at its end. */
  readonly api?: string | undefined;
}

const API = 'https://api.cloudflare.com';
const answer = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ code: z.number().optional(), message: z.string().optional() })).nullish(),
  result: z.object({ id: z.string() }).nullish(),
});

/** A Cloudflare zone. Its answer means that the purge was taken; there is no way to ask whether it is done. */
export function cloudflareEdge({ name, zone, token, api = API }: CloudflareOptions): Edge {
  const url = `${api}/client/v4/zones/${zone}/purge_cache`;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return {
    name,
    // All requests to the API together: 1200 in five minutes ("Rate limits"). Plans that may purge less often say so
    // with Retry-After once their bucket of at least 25 is empty ("Purge cache", availability and limits).
    pace: { everyMs: 250 },
    async purge({ target, mode }, signal) {
      const body = JSON.stringify({ tags: [surrogateKeyOf(target)] });
      const id = requestId(await exchange({ method: 'POST', url, headers, body }, signal));
      const note = mode === 'soft' ? 'it offers no soft purge, so it was a hard one; ' : '';
      return { detail: `${note}request ${id}` };
    },
  };
}

function requestId(response: EdgeResponse): string {
  const said = jsonIn(response, answer);
  if (!hasAgreed(response) || said?.success === false) {
    const [error] = said?.errors ?? [];
    const reason = error && [error.code, error.message].filter((part) => part !== undefined).join(' ');
    // A 2xx that is no success is not described; trying again is harmless.
    throw refused(response, { reason, ...(hasAgreed(response) && { isTransient: true }) });
  }
  if (said === undefined) throw unreadable(response);
  return said.result?.id ?? 'without an id';
}
