/**
 * Fastly: purging by surrogate key, `POST /service/{service}/purge/{key}` (Fastly's API reference, "Purging"; the same in
 * docs/PurgeApi.md of fastly-js). Everything is purged by its key too, not by `purge_all`, which has no soft mode and
 * would purge whatever else the service caches.
 */
import { z } from 'zod';
import type { Edge } from '../edge.js';
import { exchange } from '../edge-exchange.js';
import { acceptedJson } from '../edge-response.js';
import { surrogateKeyOf } from '../surrogate-keys.js';

interface FastlyOptions {
  readonly name: string;
  readonly service: string;
  /** An API token with the scope `purge_select`. */
  readonly token: string;
  /** Without a trailing `/`. */
  readonly api?: string | undefined;
}

const API = 'https://api.fastly.com';
const answer = z.object({ status: z.literal('ok'), id: z.string().optional() });

/** A Fastly service. A 2xx means that the purge is accepted; there is no way to check that it is done. */
export function fastlyEdge({ name, service, token, api = API }: FastlyOptions): Edge {
  return {
    name,
    // Purges by key are exempt from the limit of 1,000 requests an hour ("Rate limiting"); ten a second is modest.
    pace: { everyMs: 100 },
    async purge({ target, mode }, signal) {
      const url = `${api}/service/${service}/purge/${surrogateKeyOf(target)}`;
      const headers = {
        Accept: 'application/json',
        'Fastly-Key': token,
        ...(mode === 'soft' && { 'Fastly-Soft-Purge': '1' }),
      };
      const { id } = acceptedJson(await exchange({ method: 'POST', url, headers }, signal), answer);
      return { detail: id === undefined ? 'purged' : `purge ${id}` };
    },
  };
}
