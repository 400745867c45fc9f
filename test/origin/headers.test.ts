import { describe, expect, it } from 'vitest';
import { acceptClientHints, corsHeaders, manifestVary, preflightHeaders } from '../../src/origin/headers.js';

describe('the fixed headers', () => {
  it('let any site play and read what the page shows', () => {
    expect(corsHeaders['Access-Control-Allow-Origin']).toBe('*');
    for (const name of ['Content-Range', 'Server-Timing', 'Cache-Status', 'ETag', 'Retry-After']) {
      expect(corsHeaders['Access-Control-Expose-Headers'].split(', ')).toContain(name);
    }
  });

  it('let players ask for ranges and say what they measured', () => {
    for (const name of ['Range', 'If-Range', 'If-None-Match', 'CMCD-Request', 'CMCD-Session']) {
      expect(preflightHeaders['Access-Control-Allow-Headers'].split(', ')).toContain(name);
    }
  });

  it('name every hint that is asked for among what manifests depend on', () => {
    expect(manifestVary.split(', ')).toEqual(expect.arrayContaining(acceptClientHints.split(', ')));
  });
});
