/**
 * Any other edge, behind a small program that knows how to purge it: a URL that is told of each order in JSON.
 *
 *     {"target":{"kind":"asset","asset":"film"},"mode":"hard","surrogateKey":"a-…","path":"/-/-/film/"}
 *
 * `path` is what the paths of all that is meant begin with, once the grant is cut out of them. Any 2xx is a yes.
 */

import { cachePathOf } from '../cache-path.js';
import type { Edge } from '../edge.js';
import { exchange } from '../edge-exchange.js';
import { hasAgreed, refused } from '../edge-response.js';
import { surrogateKeyOf } from '../surrogate-keys.js';

export interface HttpEdgeOptions {
  readonly name: string;
  /** Treated as a secret: with many hooks it is one. */
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A URL that is told what to forget. */
export function httpEdge({ name, url, method, headers = {} }: HttpEdgeOptions): Edge {
  const own = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]);
  const allHeaders = Object.fromEntries([['content-type', 'application/json'], ...own]);
  return {
    name,
    // Nothing is known of it: ten a second is modest.
    pace: { everyMs: 100 },
    async purge({ target, mode }, signal) {
      const order = { target, mode, surrogateKey: surrogateKeyOf(target), path: cachePathOf(target) };
      const body = JSON.stringify(order);
      const response = await exchange({ method, url, headers: allHeaders, body }, signal);
      if (!hasAgreed(response)) throw refused(response);
      return { detail: `answered ${response.status}` };
    },
  };
}
