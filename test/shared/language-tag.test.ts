import { expect, it } from 'vitest';
import { languageSchema } from '../../src/shared/language-schema.js';
import { canonicalLanguage } from '../../src/shared/language-tag.js';

it('a language tag is canonical, or none', () => {
  const texts = ['PT-br', 'ger', 'eng', 'no such', '', 'x'.repeat(40)];
  const languages = ['pt-BR', 'de', 'en', undefined, undefined, undefined];
  expect(texts.map(canonicalLanguage)).toStrictEqual(languages);
  expect(texts.map((text) => languageSchema.safeParse(text).data)).toStrictEqual(languages);
});
