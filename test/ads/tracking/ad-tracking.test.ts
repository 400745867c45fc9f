import { describe, expect, it } from 'vitest';
import { adTracking, adTrackingByOrigin, breakTracking } from '../../../src/ads/tracking/ad-tracking.js';
import { eventMoment } from '../../../src/shared/sequence/ad-tracking.js';

const T = 'https://t.example';
const asIs = (url: string) => url;
const ofUrls = (...urls: readonly string[]) =>
  adTracking({ durationMs: 20_000, tracking: urls.map((url) => ({ event: 'start', url })) }, asIs).events.map(
    ({ url }) => url,
  );

describe('what players request while an ad is played', () => {
  it('is what VAST has for the times of an ad, and for what a viewer does; and where a click leads', () => {
    const names = ['complete', 'close', 'mute', 'impression', 'acceptInvitation', 'midpoint'];
    const tracking = [
      ...names.map((event) => ({ event, url: `${T}/${event}` })),
      { event: 'clickThrough', url: 'https://shop.example/' },
    ];
    const { events, clickThrough } = adTracking({ durationMs: 20_000, tracking }, asIs);
    expect(events.map(({ event }) => event)).toEqual(['impression', 'complete', 'midpoint', 'mute']);
    expect(clickThrough).toBe('https://shop.example/');
  });

  it('has its macros filled in', () => {
    const fill = (url: string) => url.replace('[CACHEBUSTING]', '12345678');
    const tracking = [{ event: 'start', url: `${T}/?cb=[CACHEBUSTING]` }];
    expect(adTracking({ durationMs: 1000, tracking }, fill).events).toEqual([
      { event: 'start', url: `${T}/?cb=12345678` },
    ]);
  });

  it('is at the times of the ad as it is played', () => {
    const tracking = [
      ...['impression', 'start', 'firstQuartile', 'midpoint', 'thirdQuartile', 'complete', 'pause'].map(
        (event) => ({ event, url: `${T}/` }),
      ),
      { event: 'progress', url: `${T}/`, offset: { kind: 'percent', percent: 10 } as const },
      { event: 'progress', url: `${T}/`, offset: { kind: 'time', ms: 19_000 } as const },
      { event: 'progress', url: `${T}/` },
    ];
    const { events } = adTracking({ durationMs: 20_000, tracking }, asIs);
    const moments = Object.groupBy(events, ({ event }) => event);
    const momentsOf = (name: keyof typeof moments) => moments[name]?.map((each) => eventMoment(each, 16));
    expect(momentsOf('impression')).toEqual([0]);
    expect(momentsOf('start')).toEqual([0]);
    expect(momentsOf('firstQuartile')).toEqual([4]);
    expect(momentsOf('midpoint')).toEqual([8]);
    expect(momentsOf('thirdQuartile')).toEqual([12]);
    expect(momentsOf('complete')).toEqual([15.9]);
    expect(momentsOf('pause')).toEqual([undefined]);
    // The second is behind the end of the file; the third has no time.
    expect(momentsOf('progress')).toEqual([2, undefined]);
  });

  it('is of http or https, without a password, and ASCII', () => {
    expect(
      ofUrls(
        'javascript:alert(1)',
        'file:///etc/passwd',
        'https://user:secret@t.example/',
        `${T}/"><script>\n#EXT-X-ENDLIST`,
        `${T}/ä?a='b'&c=<d>#hash`,
      ),
    ).toEqual([`${T}/%22%3E%3Cscript%3E`, `${T}/%C3%A4?a=%27b%27&c=%3Cd%3E`]);
  });

  it('is bounded in number and length, and the more important is kept', () => {
    expect(ofUrls(`${T}/${'a'.repeat(2048)}`)).toEqual([]);
    expect(ofUrls(...Array.from({ length: 100 }, (_, n) => `${T}/${n}`))).toHaveLength(64);
    const long = `${T}/${'a'.repeat(1500)}`;
    const tracking = [
      ...Array.from({ length: 30 }, () => ({ event: 'mute', url: long })),
      { event: 'impression', url: `${T}/impression` },
    ];
    const { events } = adTracking({ durationMs: 1000, tracking }, asIs);
    expect(events[0]?.url).toBe(`${T}/impression`);
    expect(events.reduce((sum, { url }) => sum + url.length, 0)).toBeLessThanOrEqual(8192);
  });

  it('is with the first ad of a break what is for its beginning, and with the last what is for its end', () => {
    const tracking = ['breakStart', 'breakEnd', 'error'].map((event) => ({ event, url: `${T}/${event}` }));
    expect(breakTracking(tracking)).toEqual({
      first: [{ event: 'start', url: `${T}/breakStart` }],
      last: [{ event: 'complete', url: `${T}/breakEnd` }],
    });
  });
});

describe('what the origin requests itself', () => {
  it('is what has a time, with its macros for later; players are told the rest', () => {
    const tracking = ['impression', 'complete', 'pause', 'clickTracking', 'clickThrough'].map((event) => ({
      ...{ event, url: `${T}/${event}?at=[TIMESTAMP]` },
    }));
    const fill = (url: string) => url.replace('[TIMESTAMP]', 'now');
    const { events, fired, clickThrough } = adTrackingByOrigin({ durationMs: 1000, tracking }, fill);
    expect(fired).toEqual([
      { event: 'impression', url: `${T}/impression?at=[TIMESTAMP]` },
      { event: 'complete', url: `${T}/complete?at=[TIMESTAMP]` },
    ]);
    expect(events.map(({ url }) => url)).toEqual([`${T}/clickTracking?at=now`, `${T}/pause?at=now`]);
    expect(clickThrough).toBe(`${T}/clickThrough?at=now`);
  });
});
