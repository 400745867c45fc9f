/** An asset with text burned into its video shares every segment without text with all other sessions. */
import { describe, expect, it } from 'vitest';
import type { Asset } from '../../src/assets/asset.js';
import { burnTexts } from '../../src/assets/burn/burn-texts.js';
import { burnedLadder } from '../../src/assets/burn/burned-ladder.js';
import { knownBurnedAsset } from '../../src/assets/burned-asset.js';
import { findVariant, hasSegment, segmentOf, variantOf } from '../../src/assets/variant.js';
import { sessionDescription } from '../../src/manifests/dash.js';
import { renditionPlaylist } from '../../src/manifests/hls.js';
import { madeUpSubtitledAsset } from '../segments/support/made-up-master.js';

const TRACK = 3;

/** Segments are of 2, 2, 4 and 2 seconds; text is shown in the second, and over the end of the third. */
const asset = madeUpSubtitledAsset(TRACK, [
  [2500, 3900],
  [7000, 8001],
]);
const burned = knownBurnedAsset(asset, String(TRACK))!;
const [lowest] = burned.ladder.video;

/** The key of the asset's own rendition of that size. */
function plainKey(view: Asset): string {
  return view.keyOf(view.ladder.video.find(({ id }) => id === 'v240')!);
}

describe('the playlist of a rendition with text', () => {
  it('has segments of its own where text is shown, and the init segment and all others of the rendition without', () => {
    const plain = `../${plainKey(asset)}/`;
    const lines = renditionPlaylist(burned.presentation, lowest!).split('\n');
    expect(lines.filter((line) => line.endsWith('.m4s'))).toEqual([
      `${plain}0.m4s`,
      '1.m4s',
      '2.m4s',
      '3.m4s',
    ]);
    expect(lines.find((line) => line.startsWith('#EXT-X-MAP'))).toContain(`${plain}init.mp4`);
  });

  it('is the same in DASH, as a list of segments', () => {
    const { video, audio } = burned.ladder;
    const offered = { video: video.slice(0, 1), audio: audio.slice(0, 1), text: [] };
    const pieces = sessionDescription(burned.presentation, offered, 'grant', () => ({ peak: 1, average: 1 }));
    const mpd = Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString();
    const own = `${burned.keyOf(lowest!)}/`;
    const plain = `${plainKey(asset)}/`;
    expect(mpd).toContain('<BaseURL>-/grant/film/</BaseURL>');
    expect([...mpd.matchAll(/SegmentURL media="([^"]+)"/g)].map(([, url]) => url)).toEqual([
      `${plain}0.m4s`,
      `${own}1.m4s`,
      `${own}2.m4s`,
      `${own}3.m4s`,
    ]);
    expect(mpd).toContain(`<Initialization sourceURL="${plain}init.mp4"/>`);
    expect(mpd).toContain('profiles="urn:mpeg:dash:profile:isoff-main:2011"');
  });
});

describe('a variant with text', () => {
  const variant = variantOf(burned, lowest!);

  it('is found by its key, and has only the segments with text', () => {
    expect(findVariant(asset, variant.key)).toEqual(variant);
    expect([0, 1, 2, 3, 4].map((segment) => hasSegment(variant, segment))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('is followed by the one without where no text is shown', () => {
    expect(segmentOf(variant, 0).variant.key).toBe(plainKey(asset));
    expect(segmentOf(variant, 1).variant).toBe(variant);
  });

  it('has another key for each track, and other fonts', () => {
    const other = knownBurnedAsset(madeUpSubtitledAsset(4, [[2500, 3900]]), '4')!;
    expect(other.keyOf(other.ladder.video[0]!)).not.toBe(variant.key);
    expect(lowest!.burn).toEqual({ source: { kind: 'track', trackId: TRACK }, fonts: 'fonts' });
  });
});

it('leaves the keys of all other renditions as they are', () => {
  const plain = madeUpSubtitledAsset(TRACK, []);
  const keys = ({ ladder, keyOf }: Asset) => [...ladder.video, ...ladder.audio].map(keyOf);
  expect(keys(asset)).toEqual(keys(plain));
  expect(burned.ladder.audio.map(burned.keyOf)).toEqual(asset.ladder.audio.map(asset.keyOf));
});

it('does not offer the text that is burned in, and every other as it is', () => {
  const sources = ({ ladder }: Asset) => ladder.text.map(({ source }) => source);
  expect(sources(asset)).toEqual([{ kind: 'track', trackId: TRACK }]);
  expect(sources(burned)).toEqual([]);
  const [text] = burnTexts(asset);
  const other = { ...asset.ladder.text[0]!, id: 't2', source: { kind: 'track', trackId: 9 } } as const;
  const ladder = { ...asset.ladder, text: [...asset.ladder.text, other] };
  expect(burnedLadder({ ladder, encodedVideo: [] }, text!, 'fonts').text).toEqual([other]);
});

it('is not there for a track that the asset does not have', () => {
  expect(knownBurnedAsset(asset, '99')).toBeUndefined();
});
