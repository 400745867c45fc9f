/** The cache tags of media, by which edges can invalidate it. */
import type { Variant } from '../../../assets/index.js';
import { surrogateKeys } from '../../../edges/index.js';

/** The same tags in the headers of the hosted CDNs; each removes its own before it answers a player. */
interface SurrogateHeaders {
  /** Fastly, Varnish and most others: separated by spaces. */
  readonly 'Surrogate-Key': string;
  /** Cloudflare: separated by commas. */
  readonly 'Cache-Tag': string;
  /** Akamai: separated by commas. */
  readonly 'Edge-Cache-Tag': string;
}

/** @param rendition must belong to the asset. */
export function surrogateHeaders({ asset, rendition }: Variant): SurrogateHeaders {
  const keys = surrogateKeys(asset.id, asset.master.version, rendition.id);
  const tags = keys.join(',');
  return { 'Surrogate-Key': keys.join(' '), 'Cache-Tag': tags, 'Edge-Cache-Tag': tags };
}
