/** An asset with the marks of a session shares every segment without a mark with all other sessions. */
import { describe, expect, it } from 'vitest';
import { encodedAsset } from '../../src/assets/burned-asset.js';
import { markedAsset } from '../../src/assets/marks/marked-asset.js';
import { marksWithImages } from '../../src/assets/marks/marks-with-images.js';
import { nextWithMarks } from '../../src/assets/marks/next-with-marks.js';
import { findVariant, hasSegment, segmentOf, variantOf } from '../../src/assets/variant.js';
import { sessionDescription } from '../../src/manifests/dash.js';
import { renditionPlaylist } from '../../src/manifests/hls.js';
import type { Mark } from '../../src/shared/marks/mark.js';
import { madeUpAsset, madeUpAudioAsset, madeUpOutlinedAsset } from '../segments/support/made-up-master.js';

/** Segments are of 2, 2, 4 and 2 seconds at 25 frames per second. */
const asset = madeUpAsset();
const anna: Mark = { text: 'Anna', place: 'top', size: 4, opacity: 0.6 };
/** Over the end of the second and over the beginning of the third. */
const scheduled: Mark = { ...anna, shown: { every: 60_000, for: 1000, from: 3500 } };
const view = markedAsset(asset, [scheduled]);
const [lowest] = view.ladder.video;
const [plain] = encodedAsset(asset).ladder.video;
const plainKey = encodedAsset(asset).keyOf(plain!);

function mpdOf(one: typeof view): string {
  const offered = { video: one.ladder.video.slice(0, 1), audio: [], text: [] };
  const pieces = sessionDescription(one.presentation, offered, 'grant', () => ({ peak: 1, average: 1 }));
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString();
}

describe('the playlist of a rendition with marks', () => {
  it('has segments of its own where a mark stands, and the init segment and all others of the rendition without', () => {
    const lines = renditionPlaylist(view.presentation, lowest!).split('\n');
    expect(lines.filter((line) => line.endsWith('.m4s'))).toEqual([
      `../${plainKey}/0.m4s`,
      '1.m4s',
      '2.m4s',
      `../${plainKey}/3.m4s`,
    ]);
    expect(lines.find((line) => line.startsWith('#EXT-X-MAP'))).toContain(`../${plainKey}/init.mp4`);
  });

  it('is the same in DASH, as a list of segments; a mark that is always there has a template', () => {
    const own = `${view.keyOf(lowest!)}/`;
    const shared = `${plainKey}/`;
    expect(mpdOf(view)).toContain('<BaseURL>-/grant/film/</BaseURL>');
    expect([...mpdOf(view).matchAll(/SegmentURL media="([^"]+)"/g)].map(([, url]) => url)).toEqual([
      `${shared}0.m4s`,
      `${own}1.m4s`,
      `${own}2.m4s`,
      `${shared}3.m4s`,
    ]);
    const always = markedAsset(asset, [anna]);
    expect(mpdOf(always)).not.toContain('SegmentURL');
    expect(mpdOf(always)).toContain(`-/grant/film/${always.keyOf(always.ladder.video[0]!)}/$Number$.m4s`);
    // The timeline is written once for each form.
    expect(mpdOf(encodedAsset(asset))).not.toContain('SegmentURL');
  });
});

describe('an asset with marks', () => {
  it('has no video that is passed through', () => {
    const video = asset.ladder.video.map((rendition) => ({ ...rendition, passthrough: true as const }));
    const marked = markedAsset({ ...asset, ladder: { ...asset.ladder, video } }, [scheduled]);
    expect(marked.ladder.video).not.toEqual([]);
    expect(marked.ladder.video.some(({ passthrough }) => passthrough)).toBe(false);
  });

  it('has thumbnails and frames for trick play of its own, with the times and sizes of all sessions', () => {
    const [own, others] = [view.presentation.thumbnails!()!, asset.presentation.thumbnails!()!];
    expect(own).toMatchObject({ sheets: others.sheets, seconds: others.seconds });
    expect(own.rendition).toMatchObject({ grid: others.rendition.grid, marks: { list: [scheduled] } });
    expect(own.key).not.toBe(others.key);
    expect(view.presentation.thumbnails!()).toBe(own);
    const trick = view.presentation.trickPlay!(lowest!.id)!;
    const ofAll = encodedAsset(asset).presentation.trickPlay!(plain!.id)!;
    // So their playlists are written once for all sessions.
    expect(trick.presented.timeline).toBe(ofAll.presented.timeline);
    expect(trick.rendition.encoding).toMatchObject({ marks: { list: [scheduled] }, bFrames: 0 });
    expect(trick.presented.key).not.toBe(ofAll.presented.key);
    expect(view.presentation.trickPlay!(lowest!.id)).toBe(trick);
    expect(view.presentation.trickPlay!(plain!.id)).toBeUndefined();
    expect(view.presentation.trickPlay!(undefined)).toBeUndefined();
  });

  it('leaves audio as it is, and the keys of all sessions', () => {
    expect(view.ladder.audio.map(view.keyOf)).toEqual(asset.ladder.audio.map(asset.keyOf));
  });

  it('has a mark in exactly the segments with a frame at its time', () => {
    const marked = (shown: Mark['shown'] & object) => [
      ...markedAsset(asset, [{ ...anna, shown }]).marked!.segments,
    ];
    const once = { every: 3_600_000 };
    expect(marked({ ...once, from: 2000, for: 2000 })).toEqual([1]);
    expect(marked({ ...once, from: 1960, for: 40 })).toEqual([0]);
    // Between the last frame of a segment and the first of the next.
    expect(marked({ ...once, from: 1961, for: 39 })).toEqual([]);
    expect(marked({ ...once, from: 1961, for: 40 })).toEqual([1]);
    expect(marked({ ...once, from: 0, for: 9_000 })).toEqual([0, 1, 2, 3]);
    expect([...markedAsset(asset, [anna]).marked!.segments]).toEqual([0, 1, 2, 3]);
  });

  it('has other keys for all that changes what is drawn', () => {
    const { place: _, ...rest } = anna;
    const others: Mark[] = [
      anna,
      { ...anna, text: 'Ben' },
      { ...anna, place: 'left' },
      { ...anna, size: 5 },
      { ...anna, opacity: 0.5 },
      { ...rest, moves: { every: 1000, seed: 'a' } },
      { ...rest, moves: { every: 1000, seed: 'b' } },
      { ...rest, moves: { every: 2000, seed: 'b' } },
      scheduled,
    ];
    const keys = others.map((mark) => {
      const one = markedAsset(asset, [mark]);
      return one.keyOf(one.ladder.video[0]!);
    });
    expect(new Set(keys).size).toBe(others.length);
    const inOtherFonts = markedAsset({ ...asset, fontsId: 'others' }, [anna]);
    expect(keys).not.toContain(inOtherFonts.keyOf(inOtherFonts.ladder.video[0]!));
  });

  it('may have images, which are those of the server by their hashes', () => {
    const named: Mark = { place: 'top', size: 4, opacity: 0.6, image: { name: 'logo.png' } };
    const withImage = (hash: string) => ({ ...asset, markImages: new Map([['logo.png', hash]]) });
    const [one, other] = ['0123456789ab', '0123456789ac'].map(withImage);
    const keyOf = (marked: typeof asset) => marked.keyOf(marked.ladder.video[0]!);
    const marks = marksWithImages(one!, [named, anna]);
    expect(marks).toEqual([{ ...named, image: { name: 'logo.png', hash: '0123456789ab' } }, anna]);
    expect(keyOf(markedAsset(one!, marks))).not.toBe(
      keyOf(markedAsset(other!, marksWithImages(other!, [named, anna]))),
    );
    const impossible = expect.objectContaining({ code: 'marks_impossible' });
    expect(() => marksWithImages(asset, [named])).toThrow(impossible);
    // As a grant of before the file was replaced, a job of a server with another one, and a token have them.
    expect(() => markedAsset(other!, marks)).toThrow(impossible);
    expect(() => markedAsset(asset, marks)).toThrow(impossible);
    expect(() => markedAsset(one!, [named])).toThrow(impossible);
    // An image needs no font.
    expect(markedAsset({ ...one!, fontsId: 'none' }, marks.slice(0, 1)).marked!.segments.size).toBe(4);
  });

  it('is the same one for all requests of a session', () => {
    expect(markedAsset(asset, [{ ...scheduled }])).toBe(view);
  });

  it.each([
    ['of which only the outline is known', madeUpOutlinedAsset(async () => asset)],
    ['that is still written', { ...asset, map: { ...asset.map, isOpen: true } }],
    [
      'whose frames have no reliable times',
      { ...asset, index: { ...asset.index, video: { ...asset.index.video!, orderUnknown: true } } },
    ],
    ['on a server without fonts', { ...asset, fontsId: 'none' }],
  ])('is none %s', (_, one) => {
    expect(() => markedAsset(one, [anna])).toThrow(expect.objectContaining({ code: 'marks_impossible' }));
  });

  it('may have no video at all', () => {
    const talk = markedAsset(madeUpAudioAsset(), [anna]);
    expect([talk.ladder.video, talk.marked!.segments.size]).toEqual([[], 0]);
  });
});

describe('a variant with marks', () => {
  const variant = variantOf(view, lowest!);

  it('is not found among those of all sessions', () => {
    expect(findVariant(asset, variant.key)).toBeUndefined();
    expect(findVariant(view, variant.key)).toEqual(variant);
  });

  it('has only the segments with a mark', () => {
    expect([0, 1, 2, 3, 4].map((segment) => hasSegment(variant, segment))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(segmentOf(variant, 0).variant.key).toBe(plainKey);
    expect(segmentOf(variant, 1).variant).toBe(variant);
  });

  it('is what follows a segment without a mark, where one stands', () => {
    const shared = findVariant(asset, plainKey)!;
    const following = (one: typeof variant, segment: number) => {
      const { variant: next, name } = nextWithMarks(one, segment, [scheduled])!;
      return [next.key, name];
    };
    expect(following(shared, 0)).toEqual([variant.key, 1]);
    expect(following(variant, 1)).toEqual([variant.key, 2]);
    expect(following(variant, 2)).toEqual([plainKey, 3]);
  });
});
