/** What a grant with a hidden mark and a clip opens: segments by names that do not tell their variant, also those that the clip begins and ends with. */
import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../src/access/index.js';
import { encodedAsset } from '../../src/assets/burned-asset.js';
import {
  clipOf,
  findVariant,
  nextWithTrace,
  secondVariants,
  segmentCount,
  segmentOf,
  tracedAsset,
  variantOf,
} from '../../src/assets/index.js';
import { hasSegment } from '../../src/assets/variant.js';
import { trimmedRendition } from '../../src/encoder/index.js';
import { renditionPlaylist } from '../../src/manifests/hls.js';
import { viewScope } from '../../src/origin/media/entry/session-asset.js';
import { authorizeTraced } from '../../src/origin/media/open-media.js';
import { assertMayBeCut } from '../../src/sessions/index.js';
import type { ClipFrames } from '../../src/shared/clip.js';
import type { MediaPath } from '../../src/shared/media-url.js';
import { TraceSecret } from '../../src/shared/trace/trace-secret.js';
import { tracedSegmentKey } from '../../src/shared/trace/traced-names.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

/** Segments begin at frames 0, 50, 100 and 200. */
const asset = madeUpAsset();
const encoded = encodedAsset(asset);
const secret = new TraceSecret('0'.repeat(64));
const keys = secret.keysOf(asset.id);
const whole: PlaybackScope = { asset: asset.id, expiresAtSeconds: 4e9 };
/** Codes of which each segment has both variants. */
const CODES = [0, 1, 2, 3, 5, 7, 0xffff_ffff];
const CLIP = { first: 20, end: 240 };

const viewOf = (code: number, frames: ClipFrames = CLIP) =>
  clipOf(tracedAsset(asset, { keys, code }), frames);
const scopeOf = (code: number, frames: ClipFrames = CLIP) =>
  viewScope({ ...whole, trace: code }, viewOf(code, frames));
const videoOf = (view: ReturnType<typeof viewOf>) => variantOf(view, view.ladder.video[0]!);

/** What the playlist names. */
const listed = (view: ReturnType<typeof viewOf>) =>
  renditionPlaylist(view.presentation, view.ladder.video[0]!)
    .split('\n')
    .filter((line) => line.endsWith('.m4s'))
    .map((line) => line.slice(3).split('/'))
    .map(([key, file]) => ({ key: key!, file: Number.parseInt(file!, 10) }));

/** As the origin finds out: the key that is encoded, or the code of the error. */
function answer(renditionKey: string, file: MediaPath['file'], scope: PlaybackScope): string {
  try {
    assertMayBeCut(renditionKey, scope);
    return authorizeTraced(asset, { renditionKey, file }, scope, secret).variant.key;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a clip with a hidden mark', () => {
  it('has of each segment one of two variants, also of those that are cut, of which one are the bytes of every viewer', () => {
    for (const place of [0, 1, 2, 3]) {
      const found = CODES.map((code) => segmentOf(videoOf(viewOf(code)), place));
      expect(new Set(found.map(({ variant }) => variant.key)).size).toBe(2);
      for (const { variant, name } of found) expect(hasSegment(variant, Number(name))).toBe(true);
    }
    const cut = encoded.keyOf(trimmedRendition(encoded.ladder.video[0]!, { first: 20, end: 50 }));
    expect(CODES.map((code) => segmentOf(videoOf(viewOf(code)), 0).variant.key)).toContain(cut);
  });

  it('has the names of the whole, and for what is cut names of one form, which tell no variant', () => {
    for (const code of CODES) {
      const names = listed(viewOf(code));
      const ofWhole = listed(tracedAsset(asset, { keys, code }));
      expect(names.slice(1, 3)).toEqual(ofWhole.slice(1, 3));
      expect(names[0]!.key).toMatch(/^v240-w[0-9a-f]{12}-x20-50-[0-9a-f]{16}$/);
      expect(names[3]!.key).toMatch(/^v240-w[0-9a-f]{12}-x200-240-[0-9a-f]{16}$/);
    }
    expect(new Set(CODES.map((code) => listed(viewOf(code))[0]!.key)).size).toBe(2);
  });

  it('is sent what its playlist names', () => {
    for (const code of CODES) {
      const view = viewOf(code);
      const scope = scopeOf(code);
      for (const [place, { key, file }] of listed(view).entries())
        expect(answer(key, file, scope)).toBe(segmentOf(videoOf(view), place).variant.key);
      expect(answer(videoOf(view).key, 'playlist', scope)).toBe(videoOf(view).key);
    }
  });

  it('begins and ends with a segment, where a frame of the one beside it is too little for one', () => {
    for (const code of CODES) {
      for (const frames of [
        { first: 49, end: 200 },
        { first: 50, end: 201 },
      ]) {
        expect(listed(viewOf(code, frames))).toEqual(listed(viewOf(code, { first: 50, end: 200 })));
        expect(scopeOf(code, frames)).toEqual(scopeOf(code, { first: 50, end: 200 }));
      }
      expect(viewOf(code, { first: 49, end: 51 }).clip).toMatchObject({ first: 49, end: 50 });
    }
  });

  it('has no frame by a name of several segments, whatever clip the grant is for', () => {
    for (const code of CODES) {
      const granted = scopeOf(code, { first: 50, end: 100 }).granted!;
      for (const frames of [
        { first: 49, end: 100 },
        { first: 50, end: 101 },
      ]) {
        const scope = { ...scopeOf(code), granted: { ...granted, ...frames } };
        const plain = encoded.keyOf(trimmedRendition(encoded.ladder.video[0]!, frames));
        for (const variant of ['a', 'b'] as const)
          expect(answer(tracedSegmentKey(keys.names, plain, 0, variant), 0, scope)).toBe('version_gone');
      }
    }
  });

  it('has segments that a worker of a fleet finds by their keys', () => {
    for (const code of CODES) {
      const { variant } = segmentOf(videoOf(viewOf(code)), 3);
      const within = variant.key.includes('-wb-') ? secondVariants(asset, keys.patterns) : asset;
      expect(findVariant(within, variant.key)?.key).toBe(variant.key);
    }
  });

  it('knows what follows each of its segments', () => {
    for (const code of CODES) {
      const variant = videoOf(viewOf(code));
      const trace = { keys, code };
      for (let place = 0; place < segmentCount(variant) - 1; place++) {
        const { variant: found, name } = segmentOf(variant, place);
        const next = nextWithTrace(asset, found, Number(name), { trace, frames: CLIP });
        const expected = segmentOf(variant, place + 1);
        expect([next?.variant.key, next?.name]).toEqual([expected.variant.key, expected.name]);
      }
      const last = segmentOf(variant, 3);
      expect(nextWithTrace(asset, last.variant, 0, { trace, frames: CLIP })).toBeUndefined();
    }
  });

  const [cutFirst, second] = listed(viewOf(1));
  const [ofWhole] = listed(tracedAsset(asset, { keys, code: 1 }));
  const [ofOther] = listed(viewOf(1, { first: 30, end: 240 }));
  const [beyond] = listed(viewOf(1, { first: 10, end: 240 }));
  const made = `v240-w${'0'.repeat(12)}-x20-50-${videoOf(viewOf(1)).key.slice(-16, -10)}${'0'.repeat(10)}`;
  it.each([
    ['a segment of the whole that the clip has not', ofWhole!.key, 0, 'outside_clip'],
    ['what another clip begins with', ofOther!.key, 0, 'outside_clip'],
    ['what a longer clip begins with', beyond!.key, 0, 'outside_clip'],
    ['another number of what is cut', cutFirst!.key, 1, 'version_gone'],
    ['the number of another segment', second!.key, 2, 'version_gone'],
    ['the playlist of the whole', tracedKeyOfWhole(1), 'playlist', 'outside_clip'],
    ["another code's playlist", videoOf(viewOf(2)).key, 'playlist', 'version_gone'],
    ['the segment of its playlist', videoOf(viewOf(1)).key, 0, 'version_gone'],
    ['a made-up name', made, 0, 'version_gone'],
  ] as const)('is not sent %s', (_what, key, file, code) => {
    expect(answer(key, file, scopeOf(1))).toBe(code);
  });

  it('has names that open nothing to a viewer of the whole, nor to one without a hidden mark', () => {
    const ofAll = viewScope({ ...whole, trace: 1 }, tracedAsset(asset, { keys, code: 1 }));
    expect(answer(cutFirst!.key, 0, ofAll)).toBe('outside_clip');
    const { code: _, ...untraced } = scopeOf(1);
    for (const { key, file } of listed(viewOf(1)))
      expect(answer(key, file, untraced)).toBe('untraced_forbidden');
  });

  function tracedKeyOfWhole(code: number): string {
    const view = tracedAsset(asset, { keys, code });
    return view.keyOf(view.ladder.video[0]!);
  }
});
