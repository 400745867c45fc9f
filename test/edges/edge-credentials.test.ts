import { describe, expect, it } from 'vitest';
import { credentialsOf } from '../../src/edges/edge-credentials.js';
import { parseEdges } from '../../src/edges/edge-settings.js';
import { credentials, EDGE_KEY, kindNames, kinds } from './support/each-kind.js';

describe('the credentials of edges', () => {
  it('are all listed', () => {
    const elements = kindNames.map((kind) => ({ kind, ...kinds[kind].settings('https://a.example') }));
    const found = parseEdges(JSON.stringify(elements)).edges.flatMap(credentialsOf);
    for (const credential of credentials) {
      // Self-hosted edges have no credential in their settings.
      if (credential !== EDGE_KEY) expect(found.join('\n')).toContain(credential);
    }
    expect(found).toHaveLength(10);
  });

  it('do not include values too short to be one', () => {
    const hook = {
      kind: 'http',
      url: 'http://a.example/',
      headers: { Accept: '*/*', 'X-Key': 'a long key' },
    };
    expect(parseEdges(JSON.stringify([hook])).edges.flatMap(credentialsOf)).toStrictEqual(['a long key']);
  });
});
