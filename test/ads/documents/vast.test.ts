import { describe, expect, it } from 'vitest';
import type { VastAd } from '../../../src/ads/documents/advert.js';
import { readAdDocument } from '../../../src/ads/documents/read-document.js';
import { inline, vast, wrapper } from '../support/documents.js';

function adsOf(text: string): readonly VastAd[] {
  const document = readAdDocument(text);
  if (document?.kind !== 'vast') throw new Error('it is no VAST');
  return document.ads;
}

function advertOf(text: string) {
  const [ad] = adsOf(text);
  if (ad?.kind !== 'inline') throw new Error('it is no ad that is played');
  return ad.advert;
}

const linear = (content: string, attributes = '') =>
  `<Linear ${attributes}><Duration>00:00:15</Duration>${content}</Linear>`;
const file = (attributes: string, url = 'https://cdn.example/a.mp4') =>
  `<MediaFile delivery="progressive" type="video/mp4" ${attributes}>${url}</MediaFile>`;

describe('a document of VAST', () => {
  it('has ads with their files, times and URLs', () => {
    const text = `<VAST version="4.2" xmlns="http://www.iab.com/VAST"><Ad id="20001"><InLine>
      <AdSystem version="1">Server</AdSystem><AdTitle>Soap &amp; more</AdTitle>
      <Error>https://t.example/error?code=[ERRORCODE]</Error>
      <Impression id="1"><![CDATA[ https://t.example/i?cb=[CACHEBUSTING] ]]></Impression>
      <AdVerifications><Verification vendor="v"><JavaScriptResource>https://v.example/v.js</JavaScriptResource></Verification></AdVerifications>
      <Creatives><Creative><CompanionAds/></Creative><Creative id="5480">
        <UniversalAdId idRegistry="Ad-ID">8465</UniversalAdId>
        <Linear skipoffset="00:00:05"><Duration>00:00:30.500</Duration>
          <TrackingEvents><Tracking event="firstQuartile">https://t.example/q1</Tracking>
            <Tracking event="progress" offset="10%">https://t.example/p</Tracking>
            <Tracking event="start">javascript:alert(1)</Tracking></TrackingEvents>
          <VideoClicks><ClickThrough>https://shop.example/</ClickThrough><ClickTracking>https://t.example/c</ClickTracking></VideoClicks>
          <MediaFiles>${file('width="640" height="360" bitrate="800"')}</MediaFiles>
        </Linear></Creative></Creatives></InLine></Ad></VAST>`;
    expect(advertOf(text)).toEqual({
      id: '20001',
      title: 'Soap & more',
      durationMs: 30_500,
      skipOffset: { kind: 'time', ms: 5000 },
      files: [
        {
          ...{ url: 'https://cdn.example/a.mp4', type: 'video/mp4', isMezzanine: false },
          ...{ width: 640, height: 360, bitrate: 800 },
        },
      ],
      tracking: [
        { event: 'impression', url: 'https://t.example/i?cb=[CACHEBUSTING]' },
        { event: 'error', url: 'https://t.example/error?code=[ERRORCODE]' },
        { event: 'firstQuartile', url: 'https://t.example/q1' },
        { event: 'progress', url: 'https://t.example/p', offset: { kind: 'percent', percent: 10 } },
        { event: 'clickThrough', url: 'https://shop.example/' },
        { event: 'clickTracking', url: 'https://t.example/c' },
      ],
    });
  });

  it('may have no ads', () => {
    expect(adsOf('<VAST version="4.0"><Error>https://t.example/</Error></VAST>')).toEqual([]);
    expect(adsOf('<VAST/>')).toEqual([]);
  });

  it('has a pod, with the place of each ad', () => {
    const ads = adsOf(vast(inline('b', { sequence: 2 }), inline('a', { sequence: 1 }), inline('c')));
    expect(ads.map(({ sequence }) => sequence)).toEqual([2, 1, undefined]);
  });

  it('has wrappers, with what they allow', () => {
    const [plain, strict] = adsOf(
      vast(
        wrapper('https://b.example/vast'),
        wrapper('https://c.example/', { attributes: 'followAdditionalWrappers="0" allowMultipleAds="true"' }),
      ),
    );
    expect(plain).toMatchObject({ url: 'https://b.example/vast', mayWrap: true, mayBePod: false });
    expect(strict).toMatchObject({ mayWrap: false, mayBePod: true });
  });

  it.each([
    ['no linear creative', '<NonLinearAds/>', 'ad_not_linear'],
    ['no duration', '<Linear><MediaFiles/></Linear>', 'ad_without_duration'],
    ['a duration that is none', '<Linear><Duration>30</Duration></Linear>', 'ad_without_duration'],
    ['no files', linear('<MediaFiles/>'), 'ad_without_file'],
    ['a program', linear(`<MediaFiles>${file('apiFramework="VPAID"')}</MediaFiles>`), 'ad_without_file'],
    [
      'a file of the disk',
      linear(`<MediaFiles>${file('', 'file:///etc/passwd')}</MediaFiles>`),
      'ad_without_file',
    ],
    [
      'only a stream',
      linear(
        '<MediaFiles><MediaFile delivery="streaming" type="video/mp4">https://a.example/</MediaFile></MediaFiles>',
      ),
      'ad_without_file',
    ],
  ])('has an ad that is not played where it has %s', (_what, creative, reason) => {
    expect(adsOf(vast(inline('a', { linear: creative })))).toEqual([{ kind: 'unplayable', reason }]);
  });

  it('has the best file first: up to 1080p, MP4 before others, the mezzanine last', () => {
    const files = [
      '<Mezzanine delivery="progressive" type="video/quicktime" width="3840" height="2160">https://cdn.example/mezzanine.mov</Mezzanine>',
      '<MediaFile type="video/webm" width="1920" height="1080">https://cdn.example/webm</MediaFile>',
      file('width="3840" height="2160"', 'https://cdn.example/2160'),
      file('width="1080" height="1920" bitrate="3000"', 'https://cdn.example/portrait'),
      file('width="1920" height="1080" bitrate="8000"', 'https://cdn.example/1080'),
      file('width="1280" height="720" bitrate="9000"', 'https://cdn.example/720'),
    ].join('');
    const { files: chosen } = advertOf(vast(inline('a', { files })));
    expect(chosen.map(({ url }) => new URL(url).pathname.slice(1))).toEqual([
      ...['1080', 'portrait', '720', '2160', 'webm', 'mezzanine.mov'],
    ]);
  });
});

describe('what is no document of VAST or VMAP', () => {
  const nested = (levels: number) => `${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}`;
  it.each([
    ['nothing', ''],
    ['a page', '<!doctype html><html><body><br>No ads</body></html>'],
    ['JSON', '{"ads":[]}'],
    ['VAST 1', '<VideoAdServingTemplate/>'],
    ['a document that ends early', vast(inline('a')).slice(0, -10)],
    ['one with more ends than beginnings', '<VAST></VAST></VAST>'],
    ['one that is nested without end', `<VAST>${nested(10_000)}</VAST>`],
    ['one of too many elements', `<VAST>${'<Ad/>'.repeat(30_000)}</VAST>`],
  ])('is not read: %s', (_what, text) => {
    expect(readAdDocument(text)).toBeUndefined();
  });
});

describe('a document that is hostile', () => {
  it('has entities of its own left as they are written', () => {
    const bomb = `<!DOCTYPE VAST [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>`;
    const text = `${bomb}${vast(inline('&amp;b;&b;&x;')).replace(/^<\?.*\?>/, '')}`;
    expect(advertOf(text).title).toBe('&b;&b;&x;');
  });

  it('has not more of anything than its bounds', () => {
    const many = vast(...Array.from({ length: 100 }, (_, index) => inline(`ad ${index}`)));
    expect(adsOf(many)).toHaveLength(32);
    const [ad] = adsOf(
      vast(inline('x'.repeat(5000), { files: file('', `https://cdn.example/${'a'.repeat(9000)}`) })),
    );
    expect(ad).toEqual({ kind: 'unplayable', reason: 'ad_without_file' });
  });
});
