import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildLadder } from '../../src/encoder/ladder/index.js';
import { type RenditionRecipe, renditionKey } from '../../src/encoder/recipe.js';
import type { TextRendition } from '../../src/encoder/rendition.js';
import { audioTrack, videoTrack } from '../masters/support/tracks.js';

const frames = Array.from({ length: 48 }, (_, i) => ({ time: i * 1000, sync: i % 24 === 0 }));
const ladder = buildLadder({ video: videoTrack(frames, 24_000, 1000), audio: [audioTrack(2)] });

const RECIPE: RenditionRecipe = {
  masterVersion: '0123456789abcdef0123',
  rendition: ladder.video[0]!,
  segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] },
  buildId: 'abcdef012345',
};

/** The same value with the keys of every object in another order. */
function reordered<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reordered) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reordered(inner)]),
  ) as T;
}

test('a key begins with the rendition and is safe in a URL, a file name and an entity tag', () => {
  for (const rendition of [...ladder.video, ...ladder.audio])
    expect(renditionKey({ ...RECIPE, rendition })).toMatch(new RegExp(`^${rendition.id}-[0-9a-f]{16}$`));
});

test('keys stay as they are, or every segment cached at an edge or on disk would be produced again', () => {
  const passedThrough = [
    { ...ladder.video.at(-1)!, passthrough: true as const },
    { ...ladder.audio.at(-1)!, passthrough: { bitrate: 160_000 } },
  ];
  const keys = [...ladder.video, ...ladder.audio, ...passedThrough].map((rendition) =>
    renditionKey({ ...RECIPE, rendition }),
  );
  expect(keys).toMatchInlineSnapshot(`
    [
      "v240-0519f3163ceb60d0",
      "v360-0519f383e9559c28",
      "a1-48k-0519f3e8a6e2be54",
      "a1-128k-0519f3652845e3c0",
      "v360-0519f32f92e18bda",
      "a1-128k-0519f398a701dc9b",
    ]
  `);
});

test('equal recipes have equal keys, whatever the order of their properties', () => {
  expect(renditionKey(reordered(RECIPE))).toBe(renditionKey(RECIPE));
});

test('no two renditions of a ladder share a key', () => {
  const keys = [...ladder.video, ...ladder.audio].map((rendition) => renditionKey({ ...RECIPE, rendition }));
  expect(new Set(keys).size).toBe(keys.length);
});

test('every value of a recipe changes its key', () => {
  const { rendition } = RECIPE;
  const changes: Partial<RenditionRecipe>[] = [
    { masterVersion: '0123456789abcdef0124' },
    { buildId: 'abcdef012346' },
    { segmentMap: { targetSeconds: 5, firstSeconds: [2, 2] } },
    { segmentMap: { targetSeconds: 4, firstSeconds: [2] } },
    ...Object.entries(rendition).map(([key, value]) => ({
      rendition: { ...rendition, [key]: typeof value === 'number' ? value + 1 : `${String(value)}x` },
    })),
  ];
  const keys = changes.map((change) => renditionKey({ ...RECIPE, ...change }));
  expect(new Set([renditionKey(RECIPE), ...keys]).size).toBe(keys.length + 1);
});

test('the same string in another property gives another key', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (masterVersion, buildId) => {
      const swapped = renditionKey({ ...RECIPE, masterVersion: buildId, buildId: masterVersion });
      expect(swapped === renditionKey({ ...RECIPE, masterVersion, buildId })).toBe(masterVersion === buildId);
    }),
    { seed: 20_260_801 },
  );
});

test('the key of text follows from where its cues are, and not from what is said of it beside other text', () => {
  const text: TextRendition = {
    ...{ kind: 'text', id: 't-en-vtt', language: 'en', name: 'English' },
    ...{ forced: false, sdh: false },
    source: { kind: 'sidecar', name: 'film.en.vtt', version: '1' },
  };
  const keyOf = (changes: Partial<TextRendition>) =>
    renditionKey({ ...RECIPE, rendition: { ...text, ...changes } });
  expect(keyOf({})).toMatch(/^t-en-vtt-[0-9a-f]{16}$/);
  expect(keyOf({ name: 'English 2', language: 'en-GB' })).toBe(keyOf({}));
  expect(keyOf({ source: { kind: 'sidecar', name: 'film.en.vtt', version: '2' } })).not.toBe(keyOf({}));
  expect(keyOf({ source: { kind: 'track', trackId: 3 } })).not.toBe(keyOf({}));
});
