/** Whatever an ad server sends, reading it ends, throws nothing, and stays within bounds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdDocument } from '../../../src/ads/documents/advert.js';
import { MAX_ADS, MAX_BREAKS, MAX_TRACKING } from '../../../src/ads/documents/limits.js';
import { readAdDocument } from '../../../src/ads/documents/read-document.js';
import { breakOfAds, breakOfUrl, inline, vast, vmap, wrapper } from '../support/documents.js';

const valid = [
  vast(inline('a', { sequence: 1 }), inline('b', { sequence: 2 }), wrapper('https://b.example/')),
  vmap(breakOfAds('00:00:10', inline('a')), breakOfUrl('50%', 'https://ads.example/')),
];

function assertWithinBounds(document: AdDocument | undefined): void {
  const lists =
    document?.kind === 'vmap'
      ? document.breaks.map(({ source }) => ('ads' in source ? source.ads : []))
      : [document?.ads ?? []];
  expect(lists.length).toBeLessThanOrEqual(MAX_BREAKS);
  for (const ads of lists) {
    expect(ads.length).toBeLessThanOrEqual(MAX_ADS);
    for (const ad of ads) {
      if (ad.kind === 'unplayable') continue;
      const { tracking } = ad.kind === 'inline' ? ad.advert : ad;
      expect(tracking.length).toBeLessThanOrEqual(MAX_TRACKING);
      for (const { url } of tracking) expect(URL.canParse(url)).toBe(true);
    }
  }
}

/** Pieces of XML and of VAST, in any order. */
const pieces = fc.constantFrom(
  ...[
    '<VAST>',
    '</VAST>',
    '<VMAP>',
    '<Ad sequence="1">',
    '</Ad>',
    '<InLine>',
    '<Linear skipoffset="5%">',
    '<Duration>',
  ],
  ...[
    '00:00:10',
    '</Duration>',
    '<MediaFiles>',
    '<MediaFile type="video/mp4">',
    'https://a.example/',
    '<![CDATA[',
    ']]>',
  ],
  ...[
    '<!--',
    '-->',
    '<!DOCTYPE x [',
    ']>',
    '<!ENTITY a "b">',
    '&a;',
    '&#x110000;',
    '&amp;',
    '<',
    '>',
    '"',
    "'",
    '=',
    '/',
  ],
  ...[
    '<a b="',
    '<Tracking event="start">',
    '\u0000',
    '\ud800',
    'x'.repeat(300),
    '<AdBreak timeOffset="start">',
  ],
);

describe('a hostile document', () => {
  it('is read or not where some of a valid one is replaced', () => {
    const change = fc.record({ at: fc.nat(), length: fc.nat(40), text: fc.oneof(pieces, fc.string()) });
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.array(change, { maxLength: 5 }), (text, changes) => {
        const changed = changes.reduce((current, { at, length, text: written }) => {
          const place = at % (current.length + 1);
          return current.slice(0, place) + written + current.slice(place + length);
        }, text);
        assertWithinBounds(readAdDocument(changed));
      }),
      { seed: 70, numRuns: 2000 },
    );
  });

  it('is read or not where it is made of pieces in any order', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        assertWithinBounds(readAdDocument(`<VAST>${parts.join('')}`));
        assertWithinBounds(readAdDocument(`<VAST>${parts.join('')}</VAST>`));
      }),
      { seed: 71, numRuns: 2000 },
    );
  });

  it.each([
    ['tags that are never closed', '<'.repeat(500_000)],
    ['attributes without end', `<VAST ${'a="b" '.repeat(80_000)}`],
    ['comments without end', '<!--'.repeat(120_000)],
    ['references without end', `<VAST>${'&'.repeat(400_000)}</VAST>`],
    ['white space without end', `<VAST${' '.repeat(500_000)}`],
    ['texts without end', `<VAST>${'a<!---->'.repeat(60_000)}</VAST>`],
    [
      'URLs without end',
      `<VAST><Ad><InLine>${'<Impression>https://a.example/?[</Impression>'.repeat(10_000)}</InLine></Ad></VAST>`,
    ],
  ])('costs no more than its length: %s', (_what, text) => {
    const startedAt = process.cpuUsage();
    readAdDocument(text);
    const { user } = process.cpuUsage(startedAt);
    // Of the processor, in microseconds: a second is a hundred times what it takes.
    expect(user).toBeLessThan(1_000_000);
  });
});
