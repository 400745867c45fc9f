/**
 * Akamai: purging by cache tag with the Fast Purge API v3, `POST /ccu/v3/delete/tag/{network}` (hard) or
 * `/ccu/v3/invalidate/tag/{network}` (soft: revalidated with the origin) with `{"objects":["…"]}` (Akamai TechDocs,
 * "Purge Cache").
 */
import { z } from 'zod';
import type { Edge } from '../edge.js';
import { exchange } from '../edge-exchange.js';
import { acceptedJson, isAccepted, jsonIn, refused } from '../edge-response.js';
import { surrogateKeyOf } from '../surrogate-keys.js';
import { type EdgeGridCredentials, edgeGridAuthorization } from './edgegrid.js';

interface AkamaiOptions extends EdgeGridCredentials {
  readonly name: string;
  /** The host of the API client, `akab-….luna.akamaiapis.net`. */
  readonly host: string;
  readonly network: 'production' | 'staging';
  /** The base URL of a gateway instead of `https://{host}`; requests are still signed for `host`, where it forwards them. */
  readonly api?: string | undefined;
}

/** "Wait five seconds, then retry" (Fast Purge API v3, error 429). */
const RETRY_AFTER_429_MS = 5000;
const answer = z.object({
  httpStatus: z.literal(201),
  purgeId: z.string().optional(),
  estimatedSeconds: z.number().optional(),
});
const problem = z.object({ title: z.string() });

/** An Akamai network. A 2xx means that the purge is accepted, and estimates when it is done. */
export function akamaiEdge(options: AkamaiOptions): Edge {
  const { name, host, network, api = `https://${host}` } = options;
  return {
    name,
    // 500 tags a minute, however many per request ("Rate limiting").
    pace: { everyMs: 120 },
    async purge({ target, mode }, signal) {
      const path = `/ccu/v3/${mode === 'hard' ? 'delete' : 'invalidate'}/tag/${network}`;
      const body = JSON.stringify({ objects: [surrogateKeyOf(target)] });
      const headers = {
        Accept: 'application/json',
        Authorization: edgeGridAuthorization(options, { host, path, body }),
        'Content-Type': 'application/json',
      };
      const response = await exchange({ method: 'POST', url: `${api}${path}`, headers, body }, signal);
      if (!isAccepted(response)) {
        const reason = jsonIn(response, problem)?.title;
        throw refused(response, {
          reason,
          ...(response.status === 429 && { retryAfterMs: RETRY_AFTER_429_MS }),
        });
      }
      const { purgeId, estimatedSeconds } = acceptedJson(response, answer);
      const estimate = estimatedSeconds === undefined ? '' : `, done in about ${estimatedSeconds} s`;
      return { detail: `purge ${purgeId ?? 'without an id'}${estimate}` };
    },
  };
}
