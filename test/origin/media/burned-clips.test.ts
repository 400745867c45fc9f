/** A clip of a session with burned-in text: made anew is what has text, and what is cut; opened is what lies within. */
import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../../src/access/index.js';
import { knownBurnedAsset } from '../../../src/assets/burned-asset.js';
import { clipOf, segmentOf, type Variant, variantOf } from '../../../src/assets/index.js';
import { trimmedRendition } from '../../../src/encoder/index.js';
import { viewScope } from '../../../src/origin/media/entry/session-asset.js';
import { assertMayBeCut, assertWithinClip, variantFor } from '../../../src/sessions/index.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import type { MediaPath } from '../../../src/shared/media-url.js';
import { madeUpSubtitledAsset } from '../../segments/support/made-up-master.js';

const TRACK = 3;
/** Of 250 frames in segments that begin with 0, 50, 100 and 200; text is shown in the second, and over the end of the third. */
const asset = madeUpSubtitledAsset(TRACK, [
  [2500, 3900],
  [7000, 8001],
]);
const burned = knownBurnedAsset(asset, String(TRACK))!;
const clip = clipOf(burned, { first: 0, end: 230 });

const [lowest] = burned.ladder.video;
const burnedKey = burned.keyOf(lowest!);
const plainKey = asset.keyOf(asset.ladder.video.find(({ id }) => id === 'v240')!);
const cutKey = (first: number, end: number) => burned.keyOf(trimmedRendition(lowest!, { first, end }));
const ofClip = variantOf(clip, clip.ladder.video[0]!);

describe('a clip with burned-in text', () => {
  it('has the segments with text of the burned whole, all others and the init segment of the whole, and one that is cut', () => {
    const found = (['init', 0, 1, 2, 3] as const).map((place) => segmentOf(ofClip, place));
    expect(found.map(({ variant, name }) => [variant.key, name])).toEqual([
      [plainKey, 'init'],
      [plainKey, 0],
      [burnedKey, 1],
      [burnedKey, 2],
      [cutKey(200, 230), 0],
    ]);
  });

  it('has its text burned also into the segment that is cut', () => {
    const { variant } = segmentOf(ofClip, 3);
    expect(variant.rendition).toMatchObject({ burn: { source: { trackId: TRACK } } });
  });
});

describe('the grant of a clip with burned-in text', () => {
  const scope = viewScope({ asset: toAssetId('film'), expiresAtSeconds: 4e9 }, clip);

  it('opens what its playlist names', () => {
    expect(answer(ofClip.key, 'playlist', scope)).toBe('opened');
    for (const place of ['init', 0, 1, 2, 3] as const) {
      const { variant, name } = segmentOf(ofClip, place);
      expect([place, answer(variant.key, name, scope)]).toEqual([place, 'opened']);
    }
  });

  it.each([
    ['the segment with text behind it', burnedKey, 3],
    ['the segment without text behind it', plainKey, 3],
    ['the playlist of all with text', burnedKey, 'playlist'],
    ['a part of its last segment', cutKey(200, 229), 0],
    ['more than it', cutKey(200, 231), 0],
  ] as const)('does not open %s', (_what, key, file) => {
    expect(answer(key, file, scope)).toBe('outside_clip');
  });
});

/** As the origin finds out: `opened`, or the code of the error. */
function answer(key: string, file: MediaPath['file'], scope: PlaybackScope): string {
  try {
    assertMayBeCut(key, scope);
    const variant: Variant = variantFor(asset, key, scope);
    assertWithinClip(asset, variant, file, scope);
    return 'opened';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
