/**
 * Any other edge, behind a hook: a small program at a URL that receives each purge as JSON and knows how to do it.
 *
 *     {"target":{"kind":"asset","asset":"film"},"mode":"hard","surrogateKey":"a-…","path":"/-/-/film/"}
 *
 * `path` is the prefix of all paths to purge, with the grant replaced (see cache-path.ts). Any 2xx accepts the purge.
 */

import { cachePathOf } from '../cache-path.js';
import type { Edge } from '../edge.js';
import { exchange } from '../edge-exchange.js';
import { isAccepted, refused } from '../edge-response.js';
import { surrogateKeyOf } from '../surrogate-keys.js';

interface HttpEdgeOptions {
  readonly name: string;
  /** Treated as a secret, as many hook URLs are. */
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An edge that is purged through a hook. */
export function httpEdge({ name, url, method, headers = {} }: HttpEdgeOptions): Edge {
  const custom = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]);
  const allHeaders = Object.fromEntries([['content-type', 'application/json'], ...custom]);
  return {
    name,
    // Its limits are unknown; ten a second is modest.
    pace: { everyMs: 100 },
    async purge({ target, mode }, signal) {
      const control = { target, mode, surrogateKey: surrogateKeyOf(target), path: cachePathOf(target) };
      const body = JSON.stringify(control);
      const response = await exchange({ method, url, headers: allHeaders, body }, signal);
      if (!isAccepted(response)) throw refused(response);
      return { detail: `answered ${response.status}` };
    },
  };
}
