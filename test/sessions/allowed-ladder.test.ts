import { describe, expect, it } from 'vitest';
import { peakBitrate } from '../../src/encoder/ladder/index.js';
import { allowedLadder } from '../../src/sessions/allowed-ladder.js';
import type { AdvertisedBitrate } from '../../src/sessions/rendition-limits.js';
import { ladder } from './renditions.js';

const advertised: AdvertisedBitrate = (rendition) => peakBitrate(rendition, 2);
const nothingAllowed = expect.objectContaining({ code: 'no_rendition_allowed' });

describe('what a token allows', () => {
  it('is the whole ladder without limits', () => {
    expect(allowedLadder(ladder, {}, advertised)).toStrictEqual(ladder);
  });

  it('stays within both limits, by advertised bandwidth', () => {
    const allowed = allowedLadder(ladder, { maxHeight: 1080, maxBitrate: 8_000_000 }, advertised);
    const highestAudio = Math.max(...allowed.audio.map(advertised));
    expect(allowed.video.map(({ id }) => id)).toStrictEqual(['v240', 'v480', 'v720']);
    for (const rendition of allowed.video) {
      expect(advertised(rendition) + highestAudio).toBeLessThanOrEqual(8_000_000);
    }
  });

  it('is refused if nothing remains', () => {
    expect(() => allowedLadder(ladder, { maxBitrate: 400_000 }, advertised)).toThrow(nothingAllowed);
    expect(() => allowedLadder(ladder, { maxHeight: 144 }, advertised)).toThrow(nothingAllowed);
  });
});
