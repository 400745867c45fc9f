import { OnplayError } from '../shared/errors.js';
import { createEdges } from './create-edges.js';
import type { Edge } from './edge.js';
import { parseEdges } from './edge-settings.js';

/**
 * The edges of the setting ONPLAY_EDGES.
 * @param edgeKey the bearer token for self-hosted edges.
 * @throws OnplayError `config_invalid`, whose detail lists every problem.
 */
export function configuredEdges(setting: string | undefined, edgeKey: string): readonly Edge[] {
  const { edges, problems } = parseEdges(setting ?? '[]');
  if (problems.length === 0) return createEdges(edges, edgeKey);
  const lines = problems.map((problem) => `- ONPLAY_EDGES: ${problem} (see docs/cdn.md)`);
  throw new OnplayError('config_invalid', {
    publicDetail: ['The configuration cannot be used:', ...lines].join('\n'),
  });
}
