/**
 * Cloudflare: purging by cache tag, `POST /client/v4/zones/{zone}/purge_cache` with `{"tags":["…"]}` (Cloudflare's API
 * reference, "Purge Cached Content", and "Purge cache by cache-tags" of its cache documentation).
 */
import { z } from 'zod';
import type { Edge } from '../edge.js';
import { exchange } from '../edge-exchange.js';
import { type EdgeResponse, isAccepted, jsonIn, refused, unreadable } from '../edge-response.js';
import { surrogateKeyOf } from '../surrogate-keys.js';

interface CloudflareOptions {
  readonly name: string;
  readonly zone: string;
  /** An API token with permission to purge the zone's cache. */
  readonly token: string;
  /** Without a trailing `/`. */
  readonly api?: string | undefined;
}

const API = 'https://api.cloudflare.com';
const answer = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ code: z.number().optional(), message: z.string().optional() })).nullish(),
  result: z.object({ id: z.string() }).nullish(),
});

/** A Cloudflare zone. A 2xx means that the purge is accepted; there is no way to check that it is done. */
export function cloudflareEdge({ name, zone, token, api = API }: CloudflareOptions): Edge {
  const url = `${api}/client/v4/zones/${zone}/purge_cache`;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return {
    name,
    // The whole API: 1200 requests in five minutes ("Rate limits"). Plans with a lower purge limit answer with Retry-After
    // once their bucket of at least 25 is empty ("Purge cache", availability and limits).
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
  const parsed = jsonIn(response, answer);
  if (!isAccepted(response) || parsed?.success === false) {
    const [error] = parsed?.errors ?? [];
    const reason = error && [error.code, error.message].filter((part) => part !== undefined).join(' ');
    // A 2xx without success is undocumented; a retry is harmless.
    throw refused(response, { reason, ...(isAccepted(response) && { isTransient: true }) });
  }
  if (parsed === undefined) throw unreadable(response);
  return parsed.result?.id ?? 'without an id';
}
