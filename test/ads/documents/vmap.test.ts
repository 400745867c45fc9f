import { describe, expect, it } from 'vitest';
import { readAdDocument } from '../../../src/ads/documents/read-document.js';
import { breakOfAds, breakOfUrl, inline, vmap } from '../support/documents.js';

function documentOf(text: string) {
  const document = readAdDocument(text);
  if (document?.kind !== 'vmap') throw new Error('it is no VMAP');
  return document;
}

describe('a document of VMAP', () => {
  it('has breaks, each with its ads or their URL', () => {
    const { breaks, leftOut } = documentOf(
      vmap(breakOfAds('start', inline('a')), breakOfUrl('00:10:00.250', 'https://ads.example/mid')),
    );
    expect(leftOut).toBe(0);
    expect(breaks).toEqual([
      {
        ...{ at: { kind: 'start' }, id: 'b1', mayBePod: true, mayWrap: true },
        tracking: [{ event: 'breakStart', url: 'https://t.example/break' }],
        source: { ads: [expect.objectContaining({ kind: 'inline' })] },
      },
      {
        ...{ at: { kind: 'time', ms: 600_250 }, mayBePod: true, mayWrap: true, tracking: [] },
        source: { url: 'https://ads.example/mid' },
      },
    ]);
  });

  it.each([
    ['end', { kind: 'end' }],
    ['50%', { kind: 'percent', percent: 50 }],
    ['100.0%', { kind: 'percent', percent: 100 }],
    ['01:00:00', { kind: 'time', ms: 3_600_000 }],
  ])('has a break at %s', (timeOffset, at) => {
    expect(documentOf(vmap(breakOfUrl(timeOffset, 'https://ads.example/'))).breaks[0]?.at).toEqual(at);
  });

  it.each([
    ['a place that only a player knows', breakOfUrl('#2', 'https://ads.example/')],
    ['a place beyond the end', breakOfUrl('101%', 'https://ads.example/')],
    ['no place', breakOfUrl('', 'https://ads.example/')],
    ['a source that is no URL', breakOfUrl('start', 'ads.example')],
    [
      'what is not linear',
      breakOfUrl('start', 'https://ads.example/').replace('"linear"', '"nonlinear,display"'),
    ],
    ['no source', '<vmap:AdBreak timeOffset="start" breakType="linear"/>'],
  ])('leaves a break out that has %s', (_what, text) => {
    expect(documentOf(vmap(text))).toMatchObject({ breaks: [], leftOut: 1 });
  });
});
