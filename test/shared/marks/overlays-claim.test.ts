import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawableText } from '../../../src/shared/marks/mark.js';
import { marksOf, OverlayProblem, overlaysSchema } from '../../../src/shared/marks/overlays-claim.js';

const marks = (overlays: unknown, claims = {}) => marksOf(overlaysSchema.parse(overlays), claims);

describe('the claim overlays', () => {
  it('has a place, a size and an opacity where it says none', () => {
    expect(marks([{ text: 'Anna' }])).toEqual([
      { text: 'Anna', place: 'bottom-right', size: 4, opacity: 0.6 },
    ]);
  });

  it('is shown for some seconds every so often, and may move by a seed', () => {
    const overlay = { text: 'Anna', every: 60, for: 10, from: 2.5, move: 5, size: 8, opacity: 1 };
    expect(marks([overlay])).toEqual([
      {
        text: 'Anna',
        moves: { every: 5000, seed: 'Anna' },
        size: 8,
        opacity: 1,
        shown: { every: 60_000, for: 10_000, from: 2500 },
      },
    ]);
    expect(marks([{ ...overlay, seed: 'x' }])[0]!.moves).toEqual({ every: 5000, seed: 'x' });
  });

  it('may be an image of the server, by the name of its file', () => {
    expect(marks([{ image: 'logo.png', size: 10, place: 'top' }])).toEqual([
      { image: { name: 'logo.png' }, place: 'top', size: 10, opacity: 0.6 },
    ]);
    expect(marks([{ image: 'logo.png', move: 5 }])[0]!.moves).toEqual({ every: 5000, seed: 'logo.png' });
  });

  it('has claims of the token in its text', () => {
    const claims = { viewer: 'Anna {sub}', sub: 'film', order: 17 };
    expect(marks([{ text: '{viewer}/{order} {0} {}' }], claims)[0]!.text).toBe('Anna {sub}/17 {0} {}');
  });

  it.each([
    ['that the token does not have', { text: '{email}' }],
    ['that is no text', { text: '{role}' }],
    ['of every object', { text: '{constructor}' }],
    ['that nothing is seen of', { text: '{blank}' }],
    ['that is too long', { text: '{viewer}{viewer}' }],
  ])('is refused with a claim %s', (_, overlay) => {
    const claims = { role: { a: 1 }, blank: '\u3164\u200b \u202e', viewer: 'v'.repeat(65) };
    expect(() => marks([overlay], claims)).toThrow(OverlayProblem);
  });

  it.each([
    ['none', []],
    ['five', Array(5).fill({ text: 'a' })],
    ['text alone', 'Anna'],
    ['no text', [{}]],
    ['empty text', [{ text: '' }]],
    ['a text and an image', [{ text: 'a', image: 'logo.png' }]],
    ['the image of a claim', [{ image: '{viewer}.png' }]],
    ['an unknown member', [{ text: 'a', colour: 'red' }]],
    ['an unknown place', [{ text: 'a', place: 'outside' }]],
    ['a size of nothing', [{ text: 'a', size: 0 }]],
    ['a size of everything', [{ text: 'a', size: 100 }]],
    ['an opacity of nothing', [{ text: 'a', opacity: 0 }]],
    ['no end', [{ text: 'a', every: 60 }]],
    ['no turn', [{ text: 'a', for: 10 }]],
    ['a turn that is no longer than it is shown', [{ text: 'a', every: 10, for: 10 }]],
    ['a beginning behind its turn', [{ text: 'a', every: 10, for: 5, from: 10 }]],
    ['a beginning without a turn', [{ text: 'a', from: 10 }]],
    ['a place and a way', [{ text: 'a', place: 'top', move: 5 }]],
    ['a seed that moves nothing', [{ text: 'a', seed: 'x' }]],
    ['times that are none', [{ text: 'a', every: Number.NaN, for: 1 }]],
  ])('is refused with %s', (_, overlays) => {
    expect(overlaysSchema.safeParse(overlays).success).toBe(false);
  });

  it.each([
    ...['', 'logo', 'logo.jpg', '../logo.png', '/logo.png', 'a/logo.png', '.png', 'LOGO.png', 'l%6fgo.png'],
    'a\0.png',
  ])('is refused with the image %j', (image) => {
    expect(overlaysSchema.safeParse([{ image }]).success).toBe(false);
  });
});

describe('a text to be drawn', () => {
  it.each([
    ['  two \n lines\t', 'two lines'],
    ['e\u0301', 'é'],
    ['a\u200bn\u202en\u00ada', 'anna'],
    ['\u{1f600} 1', '\u{1f600} 1'],
    ['مرحبا', 'مرحبا'],
    // What is seen only once something unseen is gone.
    ['Ann \u200b Smith', 'Ann Smith'],
    ['a\u034f\u0301', 'á'],
    ['a \u00ad b', 'a b'],
    ['q\u0307\u0307\u0307\u0307\u0307', 'q\u0307\u0307\u0307'],
  ])('%j is drawn as %j', (text, drawn) => {
    expect(drawableText(text)).toBe(drawn);
    expect(drawableText(drawn)).toBe(drawn);
  });

  it.each([
    '',
    ' ',
    '\u02d1',
    '\u02bc',
    '\ua4f8',
    '\u2800',
    '\u3164',
    '\uffa0',
    '\u{e0041}',
    '---',
    '\u{1f600}',
    'a'.repeat(129),
  ])('is not %j, of which nothing or too much would be seen', (text) => {
    expect(drawableText(text)).toBeUndefined();
  });

  it('is drawn as it is, once it is one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const drawn = drawableText(`a${text}`);
        expect(drawn === undefined || drawableText(drawn) === drawn).toBe(true);
      }),
      { seed: 20_261_130, numRuns: 3000 },
    );
  });
});
