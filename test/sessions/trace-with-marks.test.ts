/** A hidden mark and marks that are seen: where one stands a segment is the session's own, in its variant; all others are shared by their names. */
import { describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../src/access/index.js';
import { encodedAsset } from '../../src/assets/burned-asset.js';
import {
  clipOf,
  findMarkedVariant,
  markedAsset,
  nextWithTrace,
  secondVariants,
  segmentCount,
  segmentOf,
  tracedAsset,
  variantOf,
} from '../../src/assets/index.js';
import { hasSegment } from '../../src/assets/variant.js';
import { renditionPlaylist } from '../../src/manifests/hls.js';
import { viewScope } from '../../src/origin/media/entry/session-asset.js';
import { authorizeTraced, authorizeVariant } from '../../src/origin/media/open-media.js';
import {
  assertMarked,
  assertMayBeCut,
  assertUntraceable,
  assertWithinClip,
  isTracedKey,
} from '../../src/sessions/index.js';
import type { ClipFrames } from '../../src/shared/clip.js';
import type { Mark } from '../../src/shared/marks/mark.js';
import type { MediaPath } from '../../src/shared/media-url.js';
import { TraceSecret } from '../../src/shared/trace/trace-secret.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

/** Segments begin at frames 0, 50, 100 and 200, of 25 per second. */
const asset = madeUpAsset();
const secret = new TraceSecret('0'.repeat(64));
const keys = secret.keysOf(asset.id);
/** From frame 88 to 112: over the end of the second segment and over the beginning of the third. */
const markOf = (text: string): Mark => ({
  ...{ text, place: 'top', size: 4, opacity: 0.6 },
  shown: { every: 60_000, for: 1000, from: 3500 },
});
const marks = [markOf('Anna')];
const MARKED = [1, 2];
const CODES = [0, 1, 2, 3, 5, 7, 0xffff_ffff];

const wholeOf = (code: number, list: readonly Mark[] | 'none' = marks) =>
  tracedAsset(asset, { keys, code, ...(list !== 'none' && { marks: list }) });
type View = ReturnType<typeof wholeOf>;
const scopeOf = (view: View, code: number): PlaybackScope =>
  viewScope({ asset: asset.id, expiresAtSeconds: 4e9, trace: code, marks }, view);
const videoOf = (view: View) => variantOf(view, view.ladder.video[0]!);

const listed = (view: View) =>
  renditionPlaylist(view.presentation, view.ladder.video[0]!)
    .split('\n')
    .filter((line) => line.endsWith('.m4s'))
    .map((line) => line.slice(3).split('/'))
    .map(([key, file]) => ({ key: key!, file: Number.parseInt(file!, 10) }));

function answer(renditionKey: string, file: MediaPath['file'], scope: PlaybackScope): string {
  try {
    assertMayBeCut(renditionKey, scope);
    if (isTracedKey(renditionKey))
      return authorizeTraced(asset, { renditionKey, file }, scope, secret).variant.key;
    const { variant } = authorizeVariant({ superseded: () => undefined }, asset, renditionKey, scope);
    assertWithinClip(asset, variant, file, scope);
    assertMarked(asset, variant, file, scope);
    assertUntraceable(variant, file, scope);
    return variant.key;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a session with marks and a hidden mark', () => {
  it('has marks in both variants where one stands, and elsewhere the segments of all who have a code', () => {
    for (const place of [0, 1, 2, 3]) {
      const found = CODES.map((code) => segmentOf(videoOf(wholeOf(code)), place).variant);
      const without = CODES.map((code) => segmentOf(videoOf(wholeOf(code, 'none')), place).variant);
      expect(new Set(found.map(({ key }) => key)).size).toBe(2);
      const isMarked = MARKED.includes(place);
      for (const [i, { key, rendition }] of found.entries()) {
        expect(rendition.kind === 'video' && rendition.marks !== undefined).toBe(isMarked);
        const own = without[i]!;
        expect(rendition.kind === 'video' && rendition.trace).toEqual(
          own.rendition.kind === 'video' && own.rendition.trace,
        );
        expect(key === own.key).toBe(!isMarked);
        expect(hasSegment(found[i]!, place)).toBe(true);
      }
    }
  });

  it('has names of one form, of which those without a mark are those of all who have a code', () => {
    for (const code of CODES) {
      const [own, without] = [listed(wholeOf(code)), listed(wholeOf(code, 'none'))];
      for (const [place, { key, file }] of own.entries()) {
        expect([key, file]).toEqual([expect.stringMatching(/^v240-w[0-9a-f]{16}-[0-9a-f]{16}$/), place]);
        expect(key === without[place]!.key).toBe(!MARKED.includes(place));
      }
    }
  });

  it.each([
    ['whole', undefined],
    ['as a clip that begins and ends where a mark stands', { first: 95, end: 110 }],
    ['as a clip that is cut elsewhere', { first: 20, end: 240 }],
  ])(
    'is sent what its playlist names, %s, and knows what follows',
    (_what, frames: ClipFrames | undefined) => {
      for (const code of CODES) {
        const whole = wholeOf(code);
        const view = frames ? clipOf(whole, frames) : whole;
        const scope = scopeOf(view, code);
        const names = listed(view);
        for (const [place, { key, file }] of names.entries()) {
          const { variant, name } = segmentOf(videoOf(view), place);
          expect(answer(key, file, scope)).toBe(variant.key);
          if (place + 1 === segmentCount(videoOf(view))) continue;
          const next = nextWithTrace(asset, variant, Number(name), { trace: { keys, code, marks }, frames });
          expect(next?.variant.key).toBe(segmentOf(videoOf(view), place + 1).variant.key);
        }
        expect(answer(videoOf(view).key, 'playlist', scope)).toBe(videoOf(view).key);
      }
    },
  );

  it('has segments that a worker of a fleet finds by their keys and their marks', () => {
    for (const code of CODES) {
      const { variant } = segmentOf(videoOf(wholeOf(code)), 1);
      const within = variant.key.includes('-wb-') ? secondVariants(asset, keys.patterns) : asset;
      expect(findMarkedVariant(within, variant.key, marks)?.key).toBe(variant.key);
    }
  });

  const view = wholeOf(1);
  const marked = markedAsset(asset, marks);
  const others = encodedAsset(asset);
  it.each([
    [
      'a segment without the mark, by the name that all with its code have',
      listed(wholeOf(1, 'none'))[1]!.key,
      1,
      'version_gone',
    ],
    ["a segment with another's mark", listed(wholeOf(1, [markOf('Ben')]))[1]!.key, 1, 'version_gone'],
    [
      'a segment with the mark and without the hidden one',
      marked.keyOf(marked.ladder.video[0]!),
      1,
      'untraced_forbidden',
    ],
    ['its playlist', marked.keyOf(marked.ladder.video[0]!), 'playlist', 'untraced_forbidden'],
    ['a segment without either', others.keyOf(others.ladder.video[0]!), 0, 'untraced_forbidden'],
    ['the playlist without marks', videoOf(wholeOf(1, 'none')).key, 'playlist', 'version_gone'],
    ["the playlist of another's marks", videoOf(wholeOf(1, [markOf('Ben')])).key, 'playlist', 'version_gone'],
  ] as const)('is not sent %s', (_what, key, file, code) => {
    expect(answer(key, file, scopeOf(view, 1))).toBe(code);
  });

  it('has names with its mark that open nothing to viewers without it', () => {
    const untraced = viewScope({ asset: asset.id, expiresAtSeconds: 4e9, marks }, marked);
    const unmarked = viewScope({ asset: asset.id, expiresAtSeconds: 4e9, trace: 1 }, wholeOf(1, 'none'));
    const { key, file } = listed(view)[1]!;
    expect(answer(key, file, untraced)).toBe('untraced_forbidden');
    expect(answer(key, file, unmarked)).toBe('version_gone');
  });
});
