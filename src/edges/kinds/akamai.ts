/**
 * Akamai: purging by cache tag with the Fast Purge API v3, `POST /ccu/v3/delete/tag/{network}` (hard) or
 * `/ccu/v3/invalidate/tag/{network}` (soft: to be validated with the origin) with `{"objects":["…"]}` (Akamai TechDocs,
 * "Purge Cache").
 */
import { z } from 'zod';
import type { Edge } from '../edge.js';
import { exchange } from '../edge-exchange.js';
import { agreedJson, hasAgreed, jsonIn, refused } from '../edge-response.js';
import { surrogateKeyOf } from '../surrogate-keys.js';
import { type EdgeGridCredentials, edgeGridAuthorization } from './edgegrid.js';

export interface AkamaiOptions extends EdgeGridCredentials {
  readonly name: string;
  /** The API client's own host, `akab-….luna.akamaiapis.net`. */
  readonly host: string;
  readonly network: 'production' | 'staging';
  /** Where to send instead of `https://{host}`; signed for `host` all the same, as a gateway passes it on to there. */
  readonly api?: string | undefined;
}

/** "Wait five seconds, then retry" (Fast Purge API v3, error 429). */
const AFTER_TOO_MANY_MS = 5000;
const answer = z.object({
  httpStatus: z.literal(201),
  purgeId: z.string().optional(),
  estimatedSeconds: z.number().optional(),
});
const problem = z.object({ title: z.string() });

/** A network of Akamai's. Its answer means that the purge was taken, with an estimate of when it is done. */
export function akamaiEdge(options: AkamaiOptions): Edge {
  const { name, host, network, api = `https://${host}` } = options;
  return {
    name,
    // 500 tags a minute, however many to a request ("Rate limiting").
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
      if (!hasAgreed(response)) {
        const reason = jsonIn(response, problem)?.title;
        throw refused(response, {
          reason,
          ...(response.status === 429 && { retryAfterMs: AFTER_TOO_MANY_MS }),
        });
      }
      const { purgeId, estimatedSeconds } = agreedJson(response, answer);
      const estimate = estimatedSeconds === undefined ? '' : `, done in about ${estimatedSeconds} s`;
      return { detail: `purge ${purgeId ?? 'without an id'}${estimate}` };
    },
  };
}
