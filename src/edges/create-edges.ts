/** Creates the edges from their settings. */

import type { Edge } from './edge.js';
import { credentialsOf } from './edge-credentials.js';
import type { EdgeSettings } from './edge-settings.js';
import { akamaiEdge } from './kinds/akamai.js';
import { cloudflareEdge } from './kinds/cloudflare.js';
import { cloudFrontEdge } from './kinds/cloudfront.js';
import { fastlyEdge } from './kinds/fastly.js';
import { httpEdge } from './kinds/http-edge.js';
import { selfHostedEdge } from './kinds/self-hosted-edge.js';
import { redactingEdge } from './redacting-edge.js';

/** One redacting edge for each setting, in order. @param edgeKey the bearer token for self-hosted edges. */
export function createEdges(settings: readonly EdgeSettings[], edgeKey: string): readonly Edge[] {
  return settings.map((edge) => redactingEdge(createEdge(edge, edgeKey), [edgeKey, ...credentialsOf(edge)]));
}

function createEdge(edge: EdgeSettings, edgeKey: string): Edge {
  switch (edge.kind) {
    case 'nginx':
    case 'varnish':
      return selfHostedEdge({ ...edge, edgeKey });
    case 'fastly':
      return fastlyEdge(edge);
    case 'cloudflare':
      return cloudflareEdge(edge);
    case 'cloudfront':
      return cloudFrontEdge(edge);
    case 'akamai':
      return akamaiEdge(edge);
    case 'http':
      return httpEdge(edge);
  }
}
