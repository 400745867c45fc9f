/** Audio with a gain has keys of its own, which cannot be made up; all else of an asset is the same. */
import { describe, expect, it } from 'vitest';
import { gainedAsset } from '../../../src/assets/audio-gain/gained-asset.js';
import { encodedAsset } from '../../../src/assets/burned-asset.js';
import { cutAsset } from '../../../src/assets/clips/cut-asset.js';
import { nextInClip } from '../../../src/assets/clips/next-in-clip.js';
import {
  findGainedVariant,
  findVariant,
  hasRenditionOf,
  isKnown,
  segmentOf,
  variantOf,
} from '../../../src/assets/variant.js';
import { gainSealOf } from '../../../src/shared/gain/gain-seal.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';

const asset = madeUpAsset('ad');
const quieter = gainedAsset(asset, -12);
const audioOf = (one: typeof asset) => one.ladder.audio.map((rendition) => variantOf(one, rendition));
const [gained] = audioOf(quieter);
/** As on a worker. */
const { gainSeal: _, ...unsealed } = asset;

describe('an asset with a gain', () => {
  it('has audio of its own, which is encoded, and the video of all', () => {
    expect(audioOf(quieter).map(({ rendition }) => rendition.id)).toEqual(['a1-48k-gm120', 'a1-128k-gm120']);
    expect(quieter.ladder.audio.every(({ passthrough }) => passthrough === undefined)).toBe(true);
    const videoOf = (one: typeof asset) => one.ladder.video.map((rendition) => one.keyOf(rendition));
    expect(videoOf(quieter)).toEqual(videoOf(encodedAsset(asset)));
  });

  it('is the asset without passthrough where there is none', () => {
    expect(gainedAsset(asset, 0)).toBe(encodedAsset(asset));
  });

  it('is made once', () => {
    expect(gainedAsset(asset, -12)).toBe(quieter);
    expect(findVariant(asset, gained!.key)?.asset).toBe(quieter);
  });
});

describe('a key of audio with a gain', () => {
  it('is found', () => {
    for (const variant of [...audioOf(quieter), ...audioOf(gainedAsset(asset, 3.5))])
      expect(findVariant(asset, variant.key)).toEqual(variant);
  });

  it('differs for each gain, and for each asset', () => {
    const keys = [quieter, gainedAsset(asset, -11.5), gainedAsset(madeUpAsset('ad2'), -12)].map(
      (one) => audioOf(one)[0]!.key,
    );
    expect(new Set(keys.map((key) => key.slice(-10))).size).toBe(3);
  });

  it('cannot be made of that of another gain, nor without the secret', () => {
    const other = gained!.key.replace('-gm120-', '-gm115-');
    expect(findVariant(asset, other)).toBeUndefined();
    expect(findVariant(asset, gained!.key.replace('-gm120-', '-gm121-'))).toBeUndefined();
    expect(findVariant(unsealed, gained!.key)).toBeUndefined();
    // It is of another version, as far as players can tell.
    expect(hasRenditionOf(asset, other)).toBe(true);
    expect(isKnown(asset, other)).toBe(false);
  });

  it('is found on a worker by the seal of its job alone', () => {
    const { seal } = quieter.gain!;
    expect(isKnown(unsealed, gained!.key)).toBe(true);
    expect(findGainedVariant(unsealed, gained!.key, seal)?.key).toBe(gained!.key);
    expect(findGainedVariant(unsealed, gained!.key, seal.replace(/^./, 'x'))).toBeUndefined();
  });
});

describe('a clip of an asset with a gain', () => {
  const clip = cutAsset(quieter, { first: 10, end: 240 });
  const first = variantOf(clip, clip.ladder.audio[0]!);

  it('has its audio, the cut segments too', () => {
    const segments = clip.clip!.segments.map((_segment, n) => segmentOf(first, n));
    for (const { variant } of [...segments, segmentOf(first, 'init')]) {
      expect(variant.rendition.id).toMatch(/^a1-48k-gm120(?:-x\d+-\d+)?$/);
      expect(findVariant(asset, variant.key)?.key).toBe(variant.key);
    }
  });

  it('goes on in it, for what is prefetched', () => {
    const { variant, name } = segmentOf(first, 0);
    const next = nextInClip(variant, Number(name), { first: 10, end: 240 });
    expect(next?.variant.key).toBe(segmentOf(first, 1).variant.key);
  });
});

describe('the seal of a gain', () => {
  it('is of the installation, the asset and the decibels', () => {
    const seals = [
      gainSealOf('a'.repeat(64))(asset.id, -12),
      gainSealOf('b'.repeat(64))(asset.id, -12),
      gainSealOf('a'.repeat(64))(madeUpAsset('film').id, -12),
      gainSealOf('a'.repeat(64))(asset.id, 12),
    ];
    expect(new Set(seals).size).toBe(4);
    for (const seal of seals) expect(seal).toMatch(/^[0-9a-f]{32}$/);
  });
});
