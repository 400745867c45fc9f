/** A clip of an asset with marks: what is whole in it is shared as without the clip, and what is cut has marks only where one stands. */
import { describe, expect, it } from 'vitest';
import { encodedAsset } from '../../src/assets/burned-asset.js';
import { clipOf } from '../../src/assets/clips/cut-asset.js';
import { markedAsset } from '../../src/assets/marks/marked-asset.js';
import { nextInMarkedClip } from '../../src/assets/marks/next-with-marks.js';
import { findVariant, hasSegment, segmentOf, variantOf } from '../../src/assets/variant.js';
import { trimmedRendition } from '../../src/encoder/index.js';
import { renditionPlaylist } from '../../src/manifests/hls.js';
import type { ClipFrames } from '../../src/shared/clip.js';
import type { Mark } from '../../src/shared/marks/mark.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

/** Segments are of 2, 2, 4 and 2 seconds at 25 frames per second: they begin at frames 0, 50, 100 and 200. */
const asset = madeUpAsset();
const encoded = encodedAsset(asset);
const [plain] = encoded.ladder.video;
/** From frame 88 to 112: over the end of the second segment and over the beginning of the third. */
const mark: Mark = {
  ...{ text: 'Anna', place: 'top', size: 4, opacity: 0.6 },
  shown: { every: 60_000, for: 1000, from: 3500 },
};
const marked = markedAsset(asset, [mark]);
const [own] = marked.ladder.video;
const key = {
  plain: encoded.keyOf(plain!),
  marked: marked.keyOf(own!),
  plainCut: (frames: ClipFrames) => encoded.keyOf(trimmedRendition(plain!, frames)),
  markedCut: (frames: ClipFrames) => marked.keyOf(trimmedRendition(own!, frames)),
};

/** What the playlist of the lowest video of a clip names. */
function filesOf(frames: ClipFrames): readonly string[] {
  const { presentation } = clipOf(marked, frames);
  const lines = renditionPlaylist(presentation, presentation.ladder.video[0]!).split('\n');
  return lines.filter((line) => line.endsWith('.m4s')).map((line) => line.replace('../', ''));
}

describe('a clip of an asset with marks', () => {
  it('has marks in its segments where one stands, and in the cut ones too', () => {
    expect(filesOf({ first: 20, end: 240 })).toEqual([
      `${key.plainCut({ first: 20, end: 50 })}/0.m4s`,
      `${key.marked}/1.m4s`,
      `${key.marked}/2.m4s`,
      `${key.plainCut({ first: 200, end: 240 })}/0.m4s`,
    ]);
    expect(filesOf({ first: 60, end: 200 })).toEqual([
      `${key.markedCut({ first: 60, end: 100 })}/0.m4s`,
      `${key.marked}/2.m4s`,
    ]);
    expect(filesOf({ first: 50, end: 130 })).toEqual([
      `${key.marked}/1.m4s`,
      `${key.markedCut({ first: 100, end: 130 })}/0.m4s`,
    ]);
  });

  it('has none in what is cut of a segment where the mark stands elsewhere in it', () => {
    expect(filesOf({ first: 120, end: 250 })).toEqual([
      `${key.plainCut({ first: 120, end: 200 })}/0.m4s`,
      `${key.plain}/3.m4s`,
    ]);
  });

  it('may be one segment, which has a mark or is that of all sessions with the clip', () => {
    expect(filesOf({ first: 60, end: 90 })).toEqual(['0.m4s']);
    expect(filesOf({ first: 60, end: 85 })).toEqual([`${key.plainCut({ first: 60, end: 85 })}/0.m4s`]);
    expect(filesOf({ first: 100, end: 200 })).toEqual([`${key.marked}/2.m4s`]);
  });

  it('has each of its segments where it says, and no other', () => {
    const frames = { first: 20, end: 240 };
    const view = clipOf(marked, frames);
    const variant = variantOf(view, view.ladder.video[0]!);
    for (const place of ['init', 0, 1, 2, 3] as const) {
      const { variant: found, name } = segmentOf(variant, place);
      expect([place, found.key === variant.key]).toEqual([place, false]);
      if (name !== 'init') expect([place, hasSegment(found, name)]).toEqual([place, true]);
      // As a worker of a fleet finds it, or a request: by its key, with the marks where it has some.
      const within = found.asset.marked ? marked : asset;
      expect(findVariant(within, found.key)?.key).toBe(found.key);
    }
    const unmarkedCut = findVariant(marked, key.markedCut({ first: 120, end: 200 }))!;
    expect(hasSegment(unmarkedCut, 0)).toBe(false);
  });

  it('has the audio of every clip, and neither thumbnails nor frames for trick play', () => {
    const frames = { first: 20, end: 240 };
    const [view, other] = [clipOf(marked, frames), clipOf(encoded, frames)];
    expect(view.ladder.audio.map(view.keyOf)).toEqual(other.ladder.audio.map(other.keyOf));
    expect([view.presentation.thumbnails, view.presentation.trickPlay]).toEqual([undefined, undefined]);
  });

  it('ends with the last frame of the film', () => {
    expect(filesOf({ first: 210, end: 250 })).toEqual([`${key.plainCut({ first: 210, end: 250 })}/0.m4s`]);
  });

  it('is followed by what its playlist names next', () => {
    const frames = { first: 20, end: 240 };
    const following = (variantKey: string, segment: number) => {
      const variant = findVariant(asset, variantKey) ?? findVariant(marked, variantKey)!;
      const next = nextInMarkedClip(variant, segment, frames, [mark]);
      return next && `${next.variant.key}/${next.name}`;
    };
    expect(following(key.plainCut({ first: 20, end: 50 }), 0)).toBe(`${key.marked}/1`);
    expect(following(key.marked, 1)).toBe(`${key.marked}/2`);
    expect(following(key.marked, 2)).toBe(`${key.plainCut({ first: 200, end: 240 })}/0`);
    expect(following(key.plainCut({ first: 200, end: 240 }), 0)).toBeUndefined();
    const audio = asset.keyOf(asset.ladder.audio[0]!);
    expect(following(audio, 1)).toBe(`${audio}/2`);
  });
});
