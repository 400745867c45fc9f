/** Which texts of the settings must never be printed. */
import type { EdgeSettings } from './edge-settings.js';

/** Shorter ones are no secrets, and common words would be taken for them. */
const SHORTEST = 8;

/** The credentials of an edge. Of a URL that is told of orders, and of its headers, all that may be one. */
export function credentialsOf(edge: EdgeSettings): readonly string[] {
  return possibleOnes(edge).filter((text) => text.length >= SHORTEST);
}

function possibleOnes(edge: EdgeSettings): string[] {
  switch (edge.kind) {
    case 'nginx':
    case 'varnish':
      return [];
    case 'fastly':
    case 'cloudflare':
      return [edge.token];
    case 'cloudfront':
      return [edge.accessKeyId, edge.secretAccessKey, edge.sessionToken ?? ''];
    case 'akamai':
      return [edge.clientToken, edge.clientSecret, edge.accessToken];
    case 'http': {
      const { pathname, search } = new URL(edge.url);
      return [`${pathname}${search}`, ...Object.values(edge.headers ?? {})];
    }
  }
}
