/** Which bodies are invalidations. */
import { describe, expect, it } from 'vitest';
import { readInvalidationRequest } from '../../../src/edges/index.js';
import { errorCodeOf } from '../../packager/support/errors.js';
import { MEDIA_PATHS } from '../../support/media-url-cases.js';

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
