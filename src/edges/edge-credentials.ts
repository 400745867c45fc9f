/** The values in the settings that must never be logged or shown. */
import type { EdgeSettings } from './edge-settings.js';

/** In characters. Shorter values are no secrets, and redacting them would hit common words. */
const MIN_LENGTH = 8;

/** The credentials of an edge. For a hook: its URL's path and query, and all header values, since any may be one. */
export function credentialsOf(edge: EdgeSettings): readonly string[] {
  return candidatesOf(edge).filter((text) => text.length >= MIN_LENGTH);
}

function candidatesOf(edge: EdgeSettings): string[] {
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
