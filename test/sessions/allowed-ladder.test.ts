import { describe, expect, it } from 'vitest';
import { peakBitrate } from '../../src/encoder/ladder/index.js';
import { allowedLadder } from '../../src/sessions/allowed-ladder.js';
import type { AdvertisedBitrate } from '../../src/sessions/rendition-limits.js';
import { ladder } from './renditions.js';

const declared: AdvertisedBitrate = (rendition) => peakBitrate(rendition, 2);
const nothingAllowed = expect.objectContaining({ code: 'no_rendition_allowed' });

describe('what a token allows', () => {
  it('is everything without limits', () => {
    expect(allowedLadder(ladder, {}, declared)).toStrictEqual(ladder);
  });

  it('keeps within both limits, as manifests declare them', () => {
    const allowed = allowedLadder(ladder, { maxHeight: 1080, maxBitrate: 8_000_000 }, declared);
    const loudest = Math.max(...allowed.audio.map(declared));
    expect(allowed.video.map(({ id }) => id)).toStrictEqual(['v240', 'v480', 'v720']);
    for (const rendition of allowed.video) {
      expect(declared(rendition) + loudest).toBeLessThanOrEqual(8_000_000);
    }
  });

  it('is refused where nothing is left', () => {
    expect(() => allowedLadder(ladder, { maxBitrate: 400_000 }, declared)).toThrow(nothingAllowed);
    expect(() => allowedLadder(ladder, { maxHeight: 144 }, declared)).toThrow(nothingAllowed);
  });
});
