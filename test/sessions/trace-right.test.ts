/** What a grant with a hidden mark opens, of all that an asset has. */
import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../src/access/index.js';
import { encodedAsset, knownBurnedAsset } from '../../src/assets/burned-asset.js';
import { findVariant, nextWithTrace, segmentOf, tracedAsset, variantOf } from '../../src/assets/index.js';
import { imageRendition, trimmedRendition } from '../../src/encoder/index.js';
import { renditionPlaylist } from '../../src/manifests/hls.js';
import { sessionTrace, viewScope } from '../../src/origin/media/entry/session-asset.js';
import { authorizeTraced, authorizeVariant } from '../../src/origin/media/open-media.js';
import { assertMarked, assertUntraceable, assertWithinClip, isTracedKey } from '../../src/sessions/index.js';
import type { MediaPath } from '../../src/shared/media-url.js';
import { TraceSecret } from '../../src/shared/trace/trace-secret.js';
import { madeUpOutlinedAsset, madeUpSubtitledAsset } from '../segments/support/made-up-master.js';

const TRACK = 3;
/** Of four segments. */
const asset = madeUpSubtitledAsset(TRACK, [[2500, 3900]]);
const secret = new TraceSecret('0'.repeat(64));
const whole: PlaybackScope = { asset: asset.id, expiresAtSeconds: 4e9 };
const viewOf = (code: number) => tracedAsset(asset, { keys: secret.keysOf(asset.id), code });
const scopeOf = (code: number) => viewScope({ ...whole, trace: code }, viewOf(code));
/** Codes of which each segment has both variants. */
const CODES = [0, 1, 2, 3, 5, 7, 0xffff_ffff];
const ofAll = CODES.map(viewOf);
const first = viewOf(1);

const encoded = encodedAsset(asset);
const plain = encoded.keyOf(encoded.ladder.video[0]!);
const burned = knownBurnedAsset(asset, String(TRACK))!;

/** As the origin finds out: the key that is encoded, or the code of the error. */
function answer(renditionKey: string, file: MediaPath['file'], scope: PlaybackScope): string {
  try {
    if (isTracedKey(renditionKey))
      return authorizeTraced(asset, { renditionKey, file }, scope, secret).variant.key;
    const library = { superseded: () => undefined };
    const { variant } = authorizeVariant(library, asset, renditionKey, scope);
    assertWithinClip(asset, variant, file, scope);
    assertMarked(asset, variant, file, scope);
    assertUntraceable(variant, file, scope);
    return variant.key;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const listed = (view: typeof first) =>
  renditionPlaylist(view.presentation, view.ladder.video[0]!)
    .split('\n')
    .filter((line) => line.endsWith('.m4s'))
    .map((line) => line.slice(3).split('/') as [string, string]);

describe('a session with a hidden mark', () => {
  it('has of each segment one of two variants, of which one are the bytes of every viewer', () => {
    for (const segment of [0, 1, 2, 3]) {
      const keys = ofAll.map(
        (view) => segmentOf(variantOf(view, view.ladder.video[0]!), segment).variant.key,
      );
      expect(new Set(keys).size).toBe(2);
      expect(keys).toContain(plain);
    }
  });

  it('has URLs that name neither variant, of one form and one length', () => {
    for (const segment of [0, 1, 2, 3]) {
      const names = ofAll.map((view) => listed(view)[segment]![0]);
      expect(new Set(names).size).toBe(2);
      for (const name of names) expect(name).toMatch(/^v240-w[0-9a-f]{16}-[0-9a-f]{16}$/);
    }
    const all = ofAll.flatMap((view) => listed(view).map(([name]) => name));
    // No two segments have a name in common.
    expect(new Set(all).size).toBe(8);
  });

  it('is sent what its playlist names, and the init segment of every viewer', () => {
    for (const [i, view] of ofAll.entries()) {
      const scope = scopeOf(CODES[i]!);
      for (const [segment, [key]] of listed(view).entries())
        expect(answer(key, segment, scope)).toBe(
          segmentOf(variantOf(view, view.ladder.video[0]!), segment).variant.key,
        );
      expect(answer(plain, 'init', scope)).toBe(plain);
      expect(answer(view.keyOf(view.ladder.video[0]!), 'playlist', scope)).toMatch(/^v240-w/);
    }
  });

  it('has audio and text of every viewer', () => {
    for (const rendition of [asset.ladder.audio[0]!, asset.ladder.text[0]!])
      expect(answer(asset.keyOf(rendition), 1, scopeOf(1))).toBe(asset.keyOf(rendition));
  });

  const image = (purpose: 'frame' | 'poster' | 'sheet') =>
    asset.keyOf(imageRendition(asset.index.video!, { purpose, format: 'jpg' }));
  const trick = asset.presentation.trickPlay!('v240')!.presented.key;
  const cut = encoded.keyOf(trimmedRendition(encoded.ladder.video[0]!, { first: 0, end: 230 }));
  const secondKey = CODES.map(
    (_, i) => segmentOf(variantOf(ofAll[i]!, ofAll[i]!.ladder.video[0]!), 0).variant.key,
  ).find((key) => key !== plain)!;
  it.each([
    ['a segment without it', plain, 0],
    ['the playlist without it', plain, 'playlist'],
    ["the master's own segment", asset.keyOf(asset.ladder.video.at(-1)!), 1],
    ["the master's own playlist", asset.keyOf(asset.ladder.video.at(-1)!), 'playlist'],
    ['a segment with burned-in text', burned.keyOf(burned.ladder.video[0]!), 1],
    ['the init segment of one', burned.keyOf(burned.ladder.video[0]!), 'init'],
    ['the segment of a clip', cut, 0, 'outside_clip'],
    ['a frame', image('frame'), 0],
    ['the poster', image('poster'), 0],
    ['thumbnails', image('sheet'), 'playlist'],
    ['frames for trick play', trick, 1],
    ['their init segment', trick, 'init'],
    ['the second variant by the key it is kept under', secondKey, 0, 'rendition_unknown'],
    ['its playlist', secondKey, 'playlist', 'rendition_unknown'],
    ["another code's playlist", viewOf(2).keyOf(viewOf(2).ladder.video[0]!), 'playlist', 'version_gone'],
    ['its init segment', first.keyOf(first.ladder.video[0]!), 'init', 'version_gone'],
    ['a segment by the name of its playlist', first.keyOf(first.ladder.video[0]!), 0, 'version_gone'],
    ['another segment by the name of one', listed(first)[0]![0], 1, 'version_gone'],
    [
      'a segment of another rung by the name of one',
      listed(first)[0]![0].replace('v240', 'v360'),
      0,
      'version_gone',
    ],
    ['a segment by a made-up name', `v240-w${'0'.repeat(16)}-${'0'.repeat(16)}`, 0, 'version_gone'],
  ] as const)('is not sent %s', (_what, key, file, code: string = 'untraced_forbidden') => {
    expect(answer(key, file, scopeOf(1))).toBe(code);
  });

  it('has names that open nothing to a viewer without a hidden mark', () => {
    for (const [segment, [key]] of listed(first).entries())
      expect(answer(key, segment, whole)).toBe('untraced_forbidden');
  });

  it('may be limited to renditions', () => {
    const view = viewOf(1);
    const scope = { ...scopeOf(1), maxHeight: 240 };
    const [low, high] = view.ladder.video.map((rendition) => renditionPlaylist(view.presentation, rendition));
    const keyIn = (text: string | undefined) => /\.\.\/(v\d+-w[0-9a-f-]+)\/1\.m4s/.exec(text!)![1]!;
    expect(answer(keyIn(low), 1, scope)).toMatch(/^v240-/);
    expect(answer(keyIn(high), 1, scope)).toBe('no_rendition_allowed');
  });

  it('has neither thumbnails nor frames for trick play, and no video that is passed through', () => {
    expect(first.ladder.video.some(({ passthrough }) => passthrough)).toBe(false);
    expect([first.presentation.thumbnails, first.presentation.trickPlay]).toEqual([undefined, undefined]);
  });

  it('has the code of its viewer, where the token names none', () => {
    const codeOf = (scope: Partial<PlaybackScope>) =>
      sessionTrace({ ...whole, trace: true, ...scope }, secret)!.code;
    expect(codeOf({ viewer: 'ann' })).toBe(codeOf({ viewer: 'ann' }));
    expect(codeOf({ viewer: 'ann' })).not.toBe(codeOf({ viewer: 'ben' }));
    expect(codeOf({ viewer: 'ann' })).not.toBe(codeOf({ viewer: 'ann', tenant: 'school' }));
    expect(codeOf({ viewer: 'ann', trace: 7 })).toBe(7);
    expect(sessionTrace(whole, secret)).toBeUndefined();
  });

  it.each([
    ['of which only the outline is known', madeUpOutlinedAsset(async () => asset)],
    ['that is still written', { ...asset, map: { ...asset.map, isOpen: true } }],
  ])('is none of a master %s', (_, one) => {
    expect(() => tracedAsset(one, { keys: secret.keysOf(asset.id), code: 1 })).toThrow(
      expect.objectContaining({ code: 'trace_impossible' }),
    );
  });
});

describe('the second variant of a segment', () => {
  it('is found by no key of URLs', () => {
    const view = ofAll.find(
      (one) => segmentOf(variantOf(one, one.ladder.video[0]!), 0).variant.key !== plain,
    )!;
    const { variant } = segmentOf(variantOf(view, view.ladder.video[0]!), 0);
    expect(variant.rendition).toMatchObject({ trace: { patterns: secret.keysOf(asset.id).patterns } });
    expect(findVariant(asset, variant.key)).toBeUndefined();
  });

  it('is what is prefetched where the code has it', () => {
    const trace = { keys: secret.keysOf(asset.id), code: 5 };
    let variant = variantOf(encoded, encoded.ladder.video[0]!);
    for (const segment of [1, 2, 3]) {
      const next = nextWithTrace(asset, variant, segment - 1, { trace, frames: undefined })!;
      const view = viewOf(5);
      expect(next.variant.key).toBe(segmentOf(variantOf(view, view.ladder.video[0]!), segment).variant.key);
      variant = next.variant;
    }
  });
});
