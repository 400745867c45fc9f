import { expect, it } from 'vitest';
import { clipOf } from '../../src/assets/clips/cut-asset.js';
import { pieceOf, programmeOf } from '../../src/assets/sequence/programme-pieces.js';
import { withSilence } from '../../src/assets/silent-asset.js';
import { findVariant, hasRenditionOf, variantOf } from '../../src/assets/variant.js';
import { madeUpAsset, madeUpAudioAsset, madeUpSilentAsset } from '../segments/support/made-up-master.js';

const mute = madeUpSilentAsset();
const silent = withSilence(mute);

it('video alone has silent audio at each bitrate, and the very video that it has', () => {
  expect(silent.ladder.audio.map(({ id }) => id)).toEqual(['a1-48k', 'a1-128k']);
  expect(silent.map).toEqual(mute.map);
  expect(silent.ladder.video.map(silent.keyOf)).toEqual(mute.ladder.video.map(mute.keyOf));
  expect(mute.ladder.audio).toEqual([]);
});

it('is made once, and of nothing that has audio or no video', () => {
  expect(withSilence(mute)).toBe(silent);
  expect(withSilence(silent)).toBe(silent);
  for (const asset of [madeUpAsset(), madeUpAudioAsset()]) expect(withSilence(asset)).toBe(asset);
});

it('its audio is found by its keys, whole and cut, and no other of the asset', () => {
  const cut = pieceOf(programmeOf(silent), { first: 60, end: 90 });
  for (const view of [silent, cut]) {
    const variant = variantOf(view, view.ladder.audio[0]!);
    expect(findVariant(mute, variant.key)).toMatchObject({ key: variant.key, rendition: variant.rendition });
  }
  expect(hasRenditionOf(mute, 'a1-48k-0123456789abcdef')).toBe(true);
  expect(findVariant(mute, 'a1-48k-0123456789abcdef')).toBeUndefined();
  expect(findVariant(mute, 'a2-48k-0123456789abcdef')).toBeUndefined();
});

it('a clip of it is silent too', () => {
  expect(clipOf(silent, { first: 0, end: 50 }).ladder.audio).toHaveLength(2);
});

it('where an asset is known by its outline, it is silent once it is complete', async () => {
  const outlined = withSilence({ ...madeUpSilentAsset(), complete: async () => mute });
  expect(await outlined.complete!()).toBe(silent);
});
