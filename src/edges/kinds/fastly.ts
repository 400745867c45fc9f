/**
 * Fastly: purging by surrogate key, `POST /service/{service}/purge/{key}` (Fastly's API reference, "Purging"; the same in
 * docs/PurgeApi.md of fastly-js). Everything is purged by its key too and not by `purge_all`, which knows no soft mode
 * and takes what else the service has.
 */
import { z } from 'zod';
import type { Edge } from '../edge.js';
import { exchange } from '../edge-exchange.js';
import { agreedJson } from '../edge-response.js';
import { surrogateKeyOf } from '../surrogate-keys.js';

export interface FastlyOptions {
  readonly name: string;
  readonly service: string;
  /** An API token with the scope `purge_select`. */
  readonly token: string;
  /** Without a `/` at its end. */
  readonly api?: string | undefined;
}

const API = 'https://api.fastly.com';
const answer = z.object({ status: z.literal('ok'), id: z.string().optional() });

/** A Fastly service. Its answer means that the purge was taken; there is no way to ask whether it is done. */
export function fastlyEdge({ name, service, token, api = API }: FastlyOptions): Edge {
  return {
    name,
    // Purges by key do not count against the 1,000 requests an hour ("Rate limiting"); ten a second is modest.
    pace: { everyMs: 100 },
    async purge({ target, mode }, signal) {
      const url = `${api}/service/${service}/purge/${surrogateKeyOf(target)}`;
      const headers = {
        Accept: 'application/json',
        'Fastly-Key': token,
        ...(mode === 'soft' && { 'Fastly-Soft-Purge': '1' }),
      };
      const { id } = agreedJson(await exchange({ method: 'POST', url, headers }, signal), answer);
      return { detail: id === undefined ? 'purged' : `purge ${id}` };
    },
  };
}
