import { describe, expect, it } from 'vitest';
import { fillMacros } from '../../../src/ads/requests/macros.js';

const facts = {
  ...{ asset: 'films/a b', address: '2001:db8::1', userAgent: 'Player/1 (TV & more)' },
  ...{ now: Date.UTC(2026, 0, 2, 3, 4, 5, 6), random: 0.000_001_23 },
};

describe('a macro of an ad tag', () => {
  it.each([
    ['CACHEBUSTING', '00000123'],
    ['TIMESTAMP', '2026-01-02T03%3A04%3A05.006Z'],
    ['CONTENTID', 'films%2Fa%20b'],
    ['DEVICEIP', '2001%3Adb8%3A%3A1'],
    ['DEVICEUA', 'Player%2F1%20(TV%20%26%20more)'],
    ['CONTENTPLAYHEAD', '-1'],
    ['PAGEURL', '-1'],
  ])('is filled in: %s', (name, value) => {
    expect(fillMacros(`https://ads.example/?a=[${name}]&b=%5B${name}%5d`, facts)).toBe(
      `https://ads.example/?a=${value}&b=${value}`,
    );
  });

  it('is -1 where it is not known', () => {
    const { now, random } = facts;
    expect(fillMacros('https://ads.example/?[DEVICEIP]&[CONTENTID]', { now, random })).toBe(
      'https://ads.example/?-1&-1',
    );
  });

  it('adds no more to a URL than servers take, whatever a viewer says it is', () => {
    const url = `https://ads.example/?${'[DEVICEUA]'.repeat(800)}`;
    const filled = fillMacros(url, { ...facts, userAgent: 'é'.repeat(20_000) });
    expect(filled.length).toBeLessThan(20_000);
    expect(filled).toMatch(/^https:\/\/ads\.example\/\?(%C3%A9){512}/);
  });

  it.each(['https://ads.example/?a=[x]&b=[UNHEARDOF]', 'https://[::1]/[', 'https://[2001:DB8::FACE]/'])(
    'is nothing that VAST does not define: %s',
    (url) => {
      expect(fillMacros(url, facts)).toBe(url);
    },
  );
});
