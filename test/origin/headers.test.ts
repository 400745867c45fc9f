import { describe, expect, it } from 'vitest';
import { acceptClientHints, corsHeaders, manifestVary, preflightHeaders } from '../../src/origin/headers.js';

describe('the fixed headers', () => {
  it('allow any site to play, and to read the headers that the page shows', () => {
    expect(corsHeaders['Access-Control-Allow-Origin']).toBe('*');
    for (const name of ['Content-Range', 'Server-Timing', 'Cache-Status', 'ETag', 'Retry-After']) {
      expect(corsHeaders['Access-Control-Expose-Headers'].split(', ')).toContain(name);
    }
  });

  it('allow players to send ranges and CMCD', () => {
    for (const name of ['Range', 'If-Range', 'If-None-Match', 'CMCD-Request', 'CMCD-Session']) {
      expect(preflightHeaders['Access-Control-Allow-Headers'].split(', ')).toContain(name);
    }
  });

  it('have every requested client hint in Vary of manifests', () => {
    expect(manifestVary.split(', ')).toEqual(expect.arrayContaining(acceptClientHints.split(', ')));
  });
});
