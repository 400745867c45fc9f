/** Which bodies are invalidations. */
import { describe, expect, it } from 'vitest';
import { readInvalidationRequest } from '../../../src/edges/index.js';
import { errorCodeOf } from '../../packager/support/errors.js';
import { MEDIA_PATHS } from '../../support/media-url-cases.js';

describe('a revocation of a viewer', () => {
  it('may be of one tenant', () => {
    const target = { kind: 'viewer', viewer: 'ann', tenant: 'acme', seconds: 60 };
    const { kind: _, ...body } = target;
    expect(readInvalidationRequest(body)).toEqual({ target, mode: 'hard' });
  });

  it.each([{ tenant: 'acme' }, { viewer: 'ann', tenant: '' }, { viewer: 'ann', tenant: null }])(
    'is not %j',
    (body) => {
      expect(errorCodeOf(() => readInvalidationRequest(body))).toBe('body_invalid');
    },
  );
});

describe('the rendition of an invalidation', () => {
  it('may be any that a media URL names', () => {
    for (const { asset, rendition } of MEDIA_PATHS)
      expect(readInvalidationRequest({ asset, rendition })).toEqual({
        target: { kind: 'rendition', asset, rendition },
        mode: 'hard',
      });
  });

  it.each(['', 'v', 'x720', 'V720', 'v720/', `v${'0'.repeat(41)}`])('is not %j', (rendition) => {
    expect(errorCodeOf(() => readInvalidationRequest({ asset: 'film', rendition }))).toBe('body_invalid');
  });
});
