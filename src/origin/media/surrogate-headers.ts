/** What edges are told of the media they keep: the keys under which they can be told to forget it. */
import type { Asset, Rendition } from '../../assets/index.js';
import { surrogateKeys } from '../../edges/index.js';

/** The same keys under the names that hosted CDNs read; each takes its own away before it answers a player. */
export interface SurrogateHeaders {
  /** Fastly, Varnish and most others: keys with spaces between. */
  readonly 'Surrogate-Key': string;
  /** Cloudflare. */
  readonly 'Cache-Tag': string;
  /** Akamai. */
  readonly 'Edge-Cache-Tag': string;
}

const remembered = new WeakMap<Rendition, SurrogateHeaders>();

/** @param rendition one of the asset's own. */
export function surrogateHeaders(asset: Asset, rendition: Rendition): SurrogateHeaders {
  const known = remembered.get(rendition);
  if (known) return known;
  const keys = surrogateKeys(asset.id, asset.master.version, rendition.id);
  const tags = keys.join(',');
  const headers = { 'Surrogate-Key': keys.join(' '), 'Cache-Tag': tags, 'Edge-Cache-Tag': tags };
  remembered.set(rendition, headers);
  return headers;
}
