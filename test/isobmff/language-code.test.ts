import { expect, it } from 'vitest';
import { languageCode } from '../../src/isobmff/movie/language-code.js';

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');
const canonical = (tag: string) => Intl.getCanonicalLocales(tag)[0];

it('is of the language that the two letters are, of each that there is', () => {
  const two = LETTERS.flatMap((a) => LETTERS.map((b) => a + b)).filter((tag) => languageCode(tag));
  // To Unicode, Twi is Akan, of which ISO 639 has both.
  for (const tag of two.filter((each) => each !== 'tw'))
    expect(canonical(languageCode(tag)!)).toBe(canonical(tag));
  expect(two).toHaveLength(183);
});

it.each([
  ['de-AT', 'deu'],
  ['EN', 'eng'],
  ['haw', 'haw'],
  ['und', 'und'],
  ['xx', undefined],
  ['english', undefined],
  ['', undefined],
])('of %s is %s', (tag, code) => {
  expect(languageCode(tag)).toBe(code);
});
