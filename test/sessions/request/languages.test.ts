import { describe, expect, it } from 'vitest';
import { acceptedLanguages, bestLanguage } from '../../../src/sessions/request/languages.js';

describe('Accept-Language', () => {
  it.each([
    ['de-AT, de;q=0.9, en;q=0.8', ['de-AT', 'de', 'en']],
    ['en;q=0.1, fr, de;q=0.5', ['fr', 'de', 'en']],
    ['es;q=0, en', ['en']],
    ['*', []],
    ['', []],
    [undefined, []],
    ['en;q=2, de;level=1, \u00e9, fr', ['fr']],
    ['x'.repeat(2000), []],
  ])('%j asks for %j', (header, languages) => {
    expect(acceptedLanguages(header)).toStrictEqual(languages);
  });

  it('is read no further than to its thirty-second range', () => {
    expect(acceptedLanguages(Array(100).fill('en').join(','))).toHaveLength(32);
  });
});

describe('the best of some languages', () => {
  it.each([
    [['en', 'de'], ['de'], 'de'],
    [['en', 'de'], ['de-AT'], 'de'],
    [['en', 'de-CH'], ['de'], 'de-CH'],
    [['en', 'pt-PT'], ['pt-BR'], 'pt-PT'],
    [['pt-PT', 'pt-BR'], ['pt-br'], 'pt-BR'],
    [['zh-Hant', 'zh-Hans'], ['zh-Hans-CN'], 'zh-Hans'],
    [['en', 'de'], ['fr', 'de', 'en'], 'de'],
    [['en'], ['fr'], undefined],
    [['und'], ['en'], undefined],
    [['english'], ['en'], undefined],
    [[], ['en'], undefined],
  ])('%j, where %j are wanted, is %s', (available, wanted, best) => {
    expect(bestLanguage(available, wanted)).toBe(best);
  });
});
