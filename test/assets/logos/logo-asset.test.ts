/** An asset with a logo has it in everything that is made of its frames, and nothing without it has a name. */
import { describe, expect, it } from 'vitest';
import { encodedAsset, knownBurnedAsset } from '../../../src/assets/burned-asset.js';
import { clipOf } from '../../../src/assets/clips/cut-asset.js';
import { createAsset } from '../../../src/assets/create-asset.js';
import { assetImage } from '../../../src/assets/image-track.js';
import { type Logos, parseLogos } from '../../../src/assets/logos/logos.js';
import { withLogo } from '../../../src/assets/logos/with-logo.js';
import { markedAsset } from '../../../src/assets/marks/marked-asset.js';
import { secondVariants } from '../../../src/assets/trace/second-variants.js';
import { tracedAsset } from '../../../src/assets/trace/traced-asset.js';
import { findVariant, segmentOf, variantOf } from '../../../src/assets/variant.js';
import type { VideoRendition } from '../../../src/encoder/index.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import type { Mark } from '../../../src/shared/marks/mark.js';
import { assetTraceKeys } from '../../../src/shared/trace/trace-key.js';
import {
  madeUpAsset,
  madeUpAudioAsset,
  madeUpIndex,
  madeUpMaster,
  madeUpSubtitledAsset,
  openNothing,
} from '../../segments/support/made-up-master.js';

const HASH = '0123456789ab';
const logosWith = (hash: string, more = {}) =>
  parseLogos(JSON.stringify({ film: [{ image: 'logo.png', ...more }] }), new Map([['logo.png', hash]]));

function assetWith(logos: Logos, index = madeUpIndex(madeUpMaster('film'))) {
  return createAsset(toAssetId('film'), madeUpMaster('film'), index, {
    segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] },
    ...{ buildId: 'build', fontsId: 'fonts', passthrough: true, logos, open: openNothing },
  });
}

/** Segments are of 2, 2, 4 and 2 seconds at 25 frames per second. */
const plain = madeUpAsset();
const asset = assetWith(logosWith(HASH));
const hasLogo = ({ logo }: Pick<VideoRendition, 'logo'>) => logo?.[0]?.image.hash === HASH;
const keysOf = (one: typeof asset) => one.ladder.video.map((rendition) => one.keyOf(rendition));

describe('the video of an asset with a logo', () => {
  it('has it in all renditions, none of which is passed through', () => {
    expect(asset.ladder.video.length).toBeGreaterThan(1);
    for (const view of [asset, encodedAsset(asset)]) expect(view.ladder.video.every(hasLogo)).toBe(true);
    const encodedVideo = plain.ladder.video;
    const passedThrough = encodedVideo.map((rendition) => ({ ...rendition, passthrough: true as const }));
    const cut = withLogo({ ladder: { ...plain.ladder, video: passedThrough }, encodedVideo }, asset.logo);
    for (const rendition of [...cut.ladder.video, ...cut.encodedVideo])
      expect([rendition.passthrough, hasLogo(rendition)]).toEqual([undefined, true]);
  });

  it('has the names of all sessions, and those of the video without it lead nowhere', () => {
    expect(keysOf(asset)).toEqual(keysOf(encodedAsset(asset)));
    const without = [...keysOf(plain), ...keysOf(encodedAsset(plain))];
    for (const key of without) {
      expect(keysOf(asset)).not.toContain(key);
      expect(findVariant(asset, key)).toBeUndefined();
    }
    for (const key of keysOf(asset)) expect(findVariant(asset, key)?.key).toBe(key);
  });

  it.each([
    ['another file', logosWith('ba9876543210')],
    ['another place', logosWith(HASH, { place: 'top' })],
    ['another size', logosWith(HASH, { size: 5 })],
    ['other times', logosWith(HASH, { every: 60, for: 10 })],
  ])('has other names with %s', (_, logos) => {
    for (const key of keysOf(assetWith(logos))) expect(keysOf(asset)).not.toContain(key);
  });

  it('is what it was where other assets have a logo', () => {
    const other = parseLogos('{"other": [{"image": "logo.png"}]}', new Map([['logo.png', HASH]]));
    expect(keysOf(assetWith(other))).toEqual(keysOf(plain));
  });

  it('has it while it is still written', () => {
    const growing = { ...madeUpIndex(madeUpMaster('film')), growth: { isOver: true } } as never;
    expect(assetWith(logosWith(HASH), growing).ladder.video.every(hasLogo)).toBe(true);
  });

  it('may not be there at all', () => {
    const { video: _, ...talk } = madeUpAudioAsset('film').index;
    expect(assetWith(logosWith(HASH), talk).ladder.video).toEqual([]);
  });
});

describe('what sessions see of an asset with a logo', () => {
  const mark: Mark = { text: 'Anna', place: 'top', size: 4, opacity: 0.6 };
  const scheduled: Mark = { ...mark, shown: { every: 60_000, for: 1000, from: 3500 } };

  it('has it beside the marks of the session, and in what is without them', () => {
    const view = markedAsset(asset, [scheduled]);
    expect(view.ladder.video.every((rendition) => hasLogo(rendition) && rendition.marks)).toBe(true);
    const own = variantOf(view, view.ladder.video[0]!);
    const shared = segmentOf(own, 0).variant;
    expect(shared.key).toBe(keysOf(asset)[0]);
    expect(hasLogo(shared.rendition as VideoRendition)).toBe(true);
  });

  it('has it in a clip', () => {
    const clip = clipOf(asset, { first: 20, end: 240 });
    expect(clip.ladder.video.every(hasLogo)).toBe(true);
    const cut = segmentOf(variantOf(clip, clip.ladder.video[0]!), 0).variant;
    expect(hasLogo(cut.rendition as VideoRendition)).toBe(true);
    expect(findVariant(asset, cut.key)?.key).toBe(cut.key);
  });

  it('has it with text burned in, and where none is shown', () => {
    const { index } = madeUpSubtitledAsset(3, [[0, 1000]]);
    const subtitled = assetWith(logosWith(HASH), index);
    const burned = knownBurnedAsset(subtitled, '3')!;
    expect(burned.ladder.video.every((rendition) => hasLogo(rendition) && rendition.burn)).toBe(true);
    const shared = segmentOf(variantOf(burned, burned.ladder.video[0]!), 3).variant;
    expect([shared.key, hasLogo(shared.rendition as VideoRendition)]).toEqual([keysOf(subtitled)[0], true]);
  });

  it('has it in both variants of a hidden mark', () => {
    const view = tracedAsset(asset, { keys: assetTraceKeys('a'.repeat(64), 'film'), code: 12_345 });
    const [rendition] = view.ladder.video;
    const segments = [0, 1, 2, 3].map((n) => segmentOf(variantOf(view, rendition!), n).variant.rendition);
    expect(segments.every((one) => hasLogo(one as VideoRendition))).toBe(true);
    expect(secondVariants(asset, 'b'.repeat(64)).ladder.video.every(hasLogo)).toBe(true);
  });
});

describe('images of an asset with a logo', () => {
  const track = asset.index.video;

  it.each(['frame', 'poster', 'sheet'] as const)('have it: %s', (purpose) => {
    const choice = { purpose, format: 'jpg' } as const;
    const [own, without] = [assetImage(asset, track, choice), assetImage(plain, track, choice)];
    expect([hasLogo(own), without.logo]).toEqual([true, undefined]);
    const { key } = variantOf(asset, own);
    expect(key).not.toBe(variantOf(plain, without).key);
    expect(findVariant(asset, key)?.key).toBe(key);
    expect(findVariant(asset, variantOf(plain, without).key)).toBeUndefined();
  });

  it('are what they were where they are made of a file and not of a frame', () => {
    const file = { format: 'jpg', version: 'v1' } as const;
    expect(assetImage(asset, track, { purpose: 'poster', format: 'jpg', file }).logo).toBeUndefined();
  });

  it('are those of manifests: thumbnails, and frames for trick play', () => {
    const { thumbnails, trickPlay } = asset.presentation;
    expect(hasLogo(thumbnails!()!.rendition)).toBe(true);
    const rung = asset.ladder.video[0]!.id;
    const trick = trickPlay!(rung)!;
    expect(hasLogo(trick.rendition.encoding)).toBe(true);
    expect(findVariant(asset, trick.presented.key)?.key).toBe(trick.presented.key);
    expect(trick.presented.key).not.toBe(plain.presentation.trickPlay!(rung)!.presented.key);
  });
});
