/** What a grant with marks opens, of all that an asset has. */
import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../src/access/index.js';
import { encodedAsset, knownBurnedAsset } from '../../src/assets/burned-asset.js';
import { type Asset, assetImage, clipOf, findVariant, segmentOf, variantOf } from '../../src/assets/index.js';
import { markedAsset } from '../../src/assets/marks/marked-asset.js';
import { imageRendition, trimmedRendition } from '../../src/encoder/index.js';
import { viewScope } from '../../src/origin/media/entry/session-asset.js';
import { assertMarked, assertWithinClip, variantFor } from '../../src/sessions/index.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import type { Mark } from '../../src/shared/marks/mark.js';
import type { MediaPath } from '../../src/shared/media-url.js';
import { madeUpSubtitledAsset } from '../segments/support/made-up-master.js';

const TRACK = 3;
/** Of four segments; text is shown in the second. */
const asset = madeUpSubtitledAsset(TRACK, [[2500, 3900]]);
/** In the third and the last. */
const mark: Mark = {
  ...{ text: 'Anna', place: 'top', size: 4, opacity: 0.6 },
  shown: { every: 4000, for: 1000, from: 1000 + 3000 },
};
const other: Mark = { ...mark, text: 'Ben' };
const [anna, ben] = [markedAsset(asset, [mark]), markedAsset(asset, [other])];
const whole: PlaybackScope = { asset: toAssetId('film'), expiresAtSeconds: 4e9 };
const [ofAnna, ofBen] = [
  viewScope({ ...whole, marks: [mark] }, anna),
  viewScope({ ...whole, marks: [other] }, ben),
];

const own = anna.keyOf(anna.ladder.video[0]!);
const encoded = encodedAsset(asset);
const plain = encoded.keyOf(encoded.ladder.video[0]!);
const best = asset.ladder.video.at(-1)!;
const passedThrough = asset.keyOf(best);
const burned = knownBurnedAsset(asset, String(TRACK))!;
const withText = burned.keyOf(burned.ladder.video[0]!);
const markedText = markedAsset(burned, [mark]);
const cut = encoded.keyOf(trimmedRendition(encoded.ladder.video[0]!, { first: 0, end: 230 }));
const audio = asset.keyOf(asset.ladder.audio[0]!);
const text = asset.keyOf(asset.ladder.text[0]!);
const image = (purpose: 'frame' | 'poster' | 'preview' | 'sheet') =>
  asset.keyOf(
    imageRendition(asset.index.video!, { purpose, format: purpose === 'preview' ? 'webp' : 'jpg' }),
  );
const trick = asset.presentation.trickPlay!('v240')!.presented.key;

const ownImage = (view: Asset, purpose: 'frame' | 'poster' | 'preview' | 'sheet') =>
  view.keyOf(assetImage(view, view.index.video, { purpose, format: purpose === 'preview' ? 'webp' : 'jpg' }));
const ownTrick = (view: Asset) => view.presentation.trickPlay!(view.ladder.video[0]!.id)!.presented.key;

/** As the origin finds out: `opened`, or the code of the error. */
function answer(key: string, file: MediaPath['file'], scope: PlaybackScope): string {
  try {
    const variant = variantFor(asset, key, scope);
    assertWithinClip(asset, variant, file, scope);
    assertMarked(asset, variant, file, scope);
    return 'opened';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a grant with marks', () => {
  it('opens what its playlists name', () => {
    expect([...anna.marked!.segments]).toEqual([2, 3]);
    const variant = variantOf(anna, anna.ladder.video[0]!);
    expect(answer(variant.key, 'playlist', ofAnna)).toBe('opened');
    for (const place of ['init', 0, 1, 2, 3] as const) {
      const found = segmentOf(variant, place);
      expect([place, answer(found.variant.key, found.name, ofAnna)]).toEqual([place, 'opened']);
    }
    for (const [key, file] of [
      [audio, 'playlist'],
      [audio, 'init'],
      [audio, 2],
      [text, 2],
    ] as const)
      expect([key, file, answer(key, file, ofAnna)]).toEqual([key, file, 'opened']);
  });

  it.each([
    ['the segment without its mark', plain, 2],
    ['another one', plain, 3],
    ['one beyond the end', plain, 4_000_000, 'opened'],
    ["the master's own segment without its mark", passedThrough, 2],
    ['the playlist without its mark', plain, 'playlist'],
    ["the master's own playlist", passedThrough, 'playlist'],
    ['a segment with burned-in text where a mark stands', withText, 2],
    ['the playlist with burned-in text', withText, 'playlist'],
    ['a clip', cut, 'playlist', 'outside_clip'],
    ['a segment of a clip', cut, 0, 'outside_clip'],
    ["another viewer's segment", ben.keyOf(ben.ladder.video[0]!), 2, 'version_gone'],
    ["another viewer's playlist", ben.keyOf(ben.ladder.video[0]!), 'playlist', 'version_gone'],
    ['the first frame', image('frame'), 0],
    ['a frame with a mark', image('frame'), 120],
    ['the poster', image('poster'), 0],
    ['the preview', image('preview'), 0],
    ['the storyboard', image('sheet'), 0],
    ['thumbnails', image('sheet'), 'playlist'],
    ['frames for trick play', trick, 1],
    ['the playlist of frames for trick play', trick, 'playlist'],
    ['the init segment of frames for trick play', trick, 'init'],
  ] as const)('does not open %s', (_what, key, file, code: string = 'unmarked_forbidden') => {
    expect(answer(key, file, ofAnna)).toBe(code);
  });

  it('opens with burned-in text what its playlists name, and nothing of another viewer', () => {
    const variant = variantOf(markedText, markedText.ladder.video[0]!);
    expect(answer(variant.key, 'playlist', ofAnna)).toBe('opened');
    const keys = (['init', 0, 1, 2, 3] as const).map((place) => {
      const found = segmentOf(variant, place);
      expect([place, answer(found.variant.key, found.name, ofAnna)]).toEqual([place, 'opened']);
      return found.variant.key;
    });
    // Without text and without a mark; with text alone; with a mark.
    expect(keys).toEqual([plain, plain, withText, variant.key, variant.key]);
    expect(answer(variant.key, 2, ofBen)).toBe('version_gone');
    expect(answer(variant.key, 2, whole)).toBe('version_gone');
  });

  it('opens images with its marks, of which none stands at some', () => {
    const files = [
      [ownImage(anna, 'frame'), 0],
      [ownImage(anna, 'frame'), 120],
      [ownImage(anna, 'poster'), 0],
      [ownImage(anna, 'preview'), 0],
      [ownImage(anna, 'sheet'), 'playlist'],
      [ownImage(anna, 'sheet'), 0],
      [ownTrick(anna), 'playlist'],
      [ownTrick(anna), 'init'],
      [ownTrick(anna), 1],
    ] as const;
    expect(anna.presentation.thumbnails!()!.key).toBe(ownImage(anna, 'sheet'));
    for (const [key, file] of files) {
      expect([key, answer(key, file, ofAnna)]).toEqual([key, 'opened']);
      for (const scope of [ofBen, whole])
        expect([key, answer(key, file, scope)]).toEqual([key, 'version_gone']);
      const low = { ...ofAnna, maxHeight: 100 };
      if (key.startsWith('i1280'))
        expect([key, answer(key, file, low)]).toEqual([key, 'no_rendition_allowed']);
    }
  });

  it('opens no image whose name is not its own, even if the asset as the session sees it has one', () => {
    const rendition = assetImage(asset, asset.index.video, { purpose: 'frame', format: 'jpg' });
    expect(() => assertMarked(asset, variantOf(anna, rendition), 120, ofAnna)).toThrow(/^unmarked_forbidden/);
    expect(findVariant(anna, image('frame'))).toBeUndefined();
    expect(findVariant(anna, trick)).toBeUndefined();
  });

  it('opens nothing with marks to a viewer who has other ones, or none', () => {
    for (const scope of [ofBen, whole]) expect(answer(own, 2, scope)).toBe('version_gone');
    expect(answer(own, 'playlist', whole)).toBe('version_gone');
  });

  it('opens no video while the frames of the asset are not known', () => {
    const outlined = { ...asset, complete: async () => asset };
    const variant = variantOf(asset, asset.ladder.video[0]!);
    expect(() => assertMarked(outlined, variant, 0, ofAnna)).toThrow(/^unmarked_forbidden/);
  });

  it('holds for what is cut, by the times of its frames', () => {
    const open = (end: number) => () => {
      const clip = clipOf(asset, { first: 0, end });
      assertMarked(asset, variantOf(clip, clip.ladder.video[0]!), 0, ofAnna);
    };
    // The mark begins with the frame 100.
    expect(open(101)).toThrow(/^unmarked_forbidden/);
    expect(open(100)).not.toThrow();
  });
});

describe('a grant with marks and a clip', () => {
  /** The mark stands in frames 100 to 124 and 200 to 224; the clip is cut in the second segment and in the third. */
  const frames = { first: 60, end: 170 };
  const ofClip = (view: Asset, marks: readonly Mark[]) =>
    viewScope({ ...whole, marks, clip: {} }, clipOf(view, frames));
  const scope = ofClip(anna, [mark]);
  const cutKey = (view: Asset, first: number, end: number, rung = 0) =>
    view.keyOf(trimmedRendition(view.ladder.video[rung]!, { first, end }));

  it('opens what its playlists name', () => {
    const view = clipOf(anna, frames);
    const variant = variantOf(view, view.ladder.video[0]!);
    expect(answer(variant.key, 'playlist', scope)).toBe('opened');
    const names = (['init', 0, 1] as const).map((place) => {
      const found = segmentOf(variant, place);
      expect([place, answer(found.variant.key, found.name, scope)]).toEqual([place, 'opened']);
      return found.variant.key;
    });
    expect(names).toEqual([plain, cutKey(encoded, 60, 100), cutKey(anna, 100, 170)]);
  });

  it.each([
    ['the cut segment without its mark', cutKey(encoded, 100, 170), 0],
    ["the same of the master's own video", cutKey(asset, 100, 170, asset.ladder.video.length - 1), 0],
    ['the playlist without marks', cutKey(encoded, 60, 170), 'playlist'],
    ['a segment of the whole without its mark', plain, 2, 'outside_clip'],
    ['a segment of the whole with its mark', own, 2, 'outside_clip'],
    ['the playlist of the whole with its marks', own, 'playlist', 'outside_clip'],
    ['frames beyond the clip, with marks', cutKey(anna, 100, 171), 0, 'outside_clip'],
    ['other frames of the clip, with marks', cutKey(anna, 100, 169), 0, 'outside_clip'],
    ['other frames of the clip', cutKey(encoded, 70, 100), 0, 'outside_clip'],
    ["another viewer's cut segment", cutKey(ben, 100, 170), 0, 'version_gone'],
    ['the first frame of the clip', image('frame'), 60],
    ['a frame beyond the clip, with marks', ownImage(anna, 'frame'), 170, 'outside_clip'],
    ['the poster of the whole, with marks', ownImage(anna, 'poster'), 0, 'outside_clip'],
    ['the storyboard of the whole, with marks', ownImage(anna, 'sheet'), 0, 'outside_clip'],
    ['frames of the whole for trick play, with marks', ownTrick(anna), 2, 'outside_clip'],
    ["another viewer's frame", ownImage(ben, 'frame'), 120, 'version_gone'],
    ['the poster', image('poster'), 0, 'outside_clip'],
    ['the storyboard', image('sheet'), 0, 'outside_clip'],
    ['frames for trick play', trick, 1, 'outside_clip'],
  ] as const)('does not open %s', (_what, key, file, code: string = 'unmarked_forbidden') => {
    expect(answer(key, file, scope)).toBe(code);
  });

  it('opens frames of the clip with its marks', () => {
    expect(answer(ownImage(anna, 'frame'), 120, scope)).toBe('opened');
  });

  it('has in it the segments of the whole that have no mark', () => {
    expect(scope.marked?.unmarked).toBe(ofAnna.marked?.unmarked);
    expect(scope.granted).toMatchObject({ ...frames, shared: { first: 0, end: 0 } });
  });

  it('opens to a viewer with a clip and no marks nothing that has some', () => {
    const unmarked = viewScope({ ...whole, clip: {} }, clipOf(asset, frames));
    expect(answer(cutKey(anna, 100, 170), 0, unmarked)).toBe('version_gone');
  });
});
