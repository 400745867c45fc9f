/** Tracking of ads by the origin: it requests what an ad server wants requested as segments are delivered, once, and manifests have none of it. */
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adBench, sendsDocument } from '../../ads/support/ad-bench.js';
import { inline, vast } from '../../ads/support/documents.js';
import { runTool } from '../../support/ffmpeg.js';
import { interstitialsOf } from '../../support/interstitials-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { sends } from '../../uploads/support/source-server.js';
import { eventually } from '../edges/support/eventually.js';

/** Of the MPD (ISO/IEC 23009-1). */
const SCHEMA = new URL('../conformance/mpd.xsd', import.meta.url).pathname;
/** With the shares of the ad at which they are. */
const EVENTS = { impression: 0, start: 0, firstQuartile: 0.25, midpoint: 0.5, thirdQuartile: 0.75 };
const NAMES = [...Object.keys(EVENTS), 'complete'];
const DEVICE = { 'User-Agent': 'Television/7 (test)' };

interface Tracked {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

const bench = adBench();
let origin: Origin;
let adServer: string;
let tracked: Tracked[] = [];

beforeAll(async () => {
  const creative = await bench.server(sends(await readFile(await generateMaster('h264-2997'))));
  const tracker = await bench.server((request, response) => {
    tracked.push({ url: request.url!.slice(1), headers: request.headers });
    response.writeHead(204).end();
  });
  const tracking = NAMES.slice(1).map(
    (event) =>
      `<Tracking event="${event}"><![CDATA[${tracker.url}/${event}?s=[SERVERSIDE]&ip=[DEVICEIP]]]></Tracking>`,
  );
  const linear = `<Linear><Duration>00:00:12</Duration><TrackingEvents>${tracking.join('')}
    <Tracking event="pause">${tracker.url}/pause</Tracking></TrackingEvents>
    <VideoClicks><ClickThrough>https://shop.example/</ClickThrough></VideoClicks>
    <MediaFiles><MediaFile type="video/mp4" width="320" height="180">${creative.url}/ad.mp4</MediaFile></MediaFiles></Linear>`;
  const document = vast(inline('ad', { linear })).replace(
    'https://t.example/ad/impression',
    `${tracker.url}/impression?s=[SERVERSIDE]&ip=[DEVICEIP]`,
  );
  ({ url: adServer } = await bench.server(sendsDocument(document)));
  origin = await startOrigin({
    masters: { 'film.mp4': await generateMaster('h264-24-gop2') },
    env: {
      ...{ ONPLAY_AD_SERVERS: '127.0.0.1', ONPLAY_AD_CREATIVES: '127.0.0.1', ONPLAY_SEGMENT_MS: '4000' },
      ...{ ONPLAY_AD_PRIVATE_ADDRESSES: 'on', ONPLAY_AD_TIMEOUT_MS: '30000' },
      ...{ ONPLAY_AD_TRACKING: 'server', ONPLAY_TRUST_PROXY: 'loopback' },
    },
  });
});
afterAll(async () => {
  await origin?.stop();
  await bench.close();
});
beforeEach(() => {
  tracked = [];
});

/** Of an answer for each manifest, which is a session of its own. */
const ownAnswer = () => `${adServer}/?cb=[CACHEBUSTING]`;
const manifestUrl = (extension: 'm3u8' | 'mpd', tag = ownAnswer()) =>
  `${origin.url}/film.${extension}?token=${origin.token('film', { ads: { tag } })}`;
/** The segments of the ad, in the best rendition of a new session. */
const adPart = async (tag?: string) => (await readHlsParts(manifestUrl('m3u8', tag))).video.at(-1)!.parts[0]!;
/** The URLs of those that have events, the first of which has some. */
const adSegments = async (tag?: string) => (await adPart(tag)).segments.filter((url) => url.includes('?ad='));
/** The events of each segment with any. */
const eventsIn = (durations: readonly number[]): readonly (readonly string[])[] => {
  const total = durations.reduce((sum, each) => sum + each, 0);
  let start = 0;
  return durations.map((duration, n) => {
    const [from, to] = [start / total, (start + duration) / total];
    start += duration;
    const within = Object.entries(EVENTS).filter(([, at]) => at >= from && at < to);
    return [...within.map(([name]) => name), ...(n === durations.length - 1 ? ['complete'] : [])];
  });
};
const ask = (url: string, init: RequestInit = {}) =>
  fetch(url, { redirect: 'manual', ...init, headers: { ...DEVICE, ...init.headers } });
/** Asks for the first segment of the ad in a new session, until all it has requested has been. */
const askFirst = async (init?: RequestInit) => {
  const { segments, durations } = await adPart();
  const [url = ''] = segments;
  const answer = await ask(url, init);
  await untilTracked(eventsIn(durations)[0]!.length);
  return { url, answer };
};
const names = () => tracked.map(({ url }) => url.replace(/\?.*/, ''));
/** Until so many events have been requested, of which the first ones are known. */
const untilTracked = (count: number) => eventually(async () => tracked.length >= count);

describe('an ad that the origin tracks', () => {
  it('has what was to be requested requested as its segments are delivered, and once', async () => {
    const { segments: all, durations } = await adPart();
    const events = eventsIn(durations);
    expect(all.map((url) => url.includes('?ad='))).toEqual(events.map((each) => each.length > 0));
    for (const [n, url] of all.entries()) {
      if (events[n]!.length === 0) continue;
      const expected = events.slice(0, n + 1).flat();
      expect((await ask(url, { method: 'HEAD' })).status).toBe(302);
      for (const headers of [{}, {}, { Range: 'bytes=0-9' }])
        expect((await ask(url, { headers })).status).toBe(302);
      await untilTracked(expected.length);
      expect(names()).toEqual(expected);
    }
    for (const { url } of tracked) expect(url).toMatch(/\?s=1&ip=127\.0\.0\.1$/);
    // From the beginning again; and then in another session.
    for (const url of all) await ask(url);
    await ask((await adSegments()).at(-1)!);
    await eventually(async () => names().filter((name) => name === 'complete').length === 2);
    expect(names().slice(0, NAMES.length)).toEqual(NAMES);
    expect(names().slice(NAMES.length)).toEqual(events.at(-1));
  });

  it('is tracked once where a player asks for its manifest more than once', async () => {
    const manifests = await Promise.all([adSegments(adServer), adSegments(adServer)]);
    const other = await adSegments();
    for (const url of manifests.flat()) await ask(url);
    await untilTracked(NAMES.length);
    expect(names().toSorted()).toEqual(NAMES.toSorted());
    for (const url of other) await ask(url);
    await untilTracked(2 * NAMES.length);
    expect(names().slice(NAMES.length).toSorted()).toEqual(NAMES.toSorted());
  });

  it('is tracked as an interstitial too, as what is played of it is delivered, and not before', async () => {
    const claims = { ads: { tag: ownAnswer() }, interstitials: true };
    const [only] = await interstitialsOf(`${origin.url}/film.m3u8?token=${origin.token('film', claims)}`);
    const { segments, durations } = (await readHlsParts(only!.assets[0]!.URI)).video.at(-1)!.parts[0]!;
    const events = eventsIn(durations);
    expect(segments.map((url) => url.includes('?ad='))).toEqual(events.map((each) => each.length > 0));
    expect(names()).toEqual([]);
    for (const [n, url] of segments.entries()) {
      const media = await fetch(url, { headers: DEVICE });
      expect([media.status, media.headers.get('content-type')]).toEqual([200, 'video/mp4']);
      const expected = events.slice(0, n + 1).flat();
      await untilTracked(expected.length);
      expect(names()).toEqual(expected);
    }
    expect(names().toSorted()).toEqual(NAMES.toSorted());
  });

  it('is served by redirects to the segments of all sessions, which no cache keeps and every page may follow', async () => {
    const { url, answer } = await askFirst();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const location = new URL(answer.headers.get('location')!, url);
    expect(location.pathname).toMatch(/^\/-\/[^/]+\/ads\/[0-9a-f]{32}\/v\d+-[0-9a-f]{16}\/0\.m4s$/);
    expect((await origin.fetch(location.pathname)).status).toBe(200);
  });

  it('tells trackers of the device, and who asks on its behalf', async () => {
    await askFirst({ headers: { 'X-Forwarded-For': '203.0.113.7', Cookie: 'a=b', Authorization: 'x' } });
    const { headers } = tracked[0]!;
    expect(headers).toMatchObject({
      'user-agent': expect.stringMatching(/^onplay\//),
      ...{ 'x-device-user-agent': DEVICE['User-Agent'] },
      ...{ 'x-device-ip': '203.0.113.7', 'x-forwarded-for': '203.0.113.7' },
    });
    expect([headers.cookie, headers.authorization]).toEqual([undefined, undefined]);
  });

  it('has in its manifests only what a player alone knows', async () => {
    const playlist = await (await fetch(manifestUrl('m3u8'))).text();
    const [, value] = /^#EXT-X-DEFINE:NAME="ad0",VALUE="([\w+/=]+)"$/m.exec(playlist)!;
    const [slot] = JSON.parse(Buffer.from(value!, 'base64').toString()).payload;
    expect([slot.clickThrough, slot.tracking.map(({ type }: { type: string }) => type)]).toEqual([
      'https://shop.example/',
      ['pause'],
    ]);
    const description = await (await fetch(manifestUrl('mpd'))).text();
    expect(description).not.toContain('EventStream');
    expect(description).toMatch(/media="film\.m3u8\?ad=[^"]+&amp;segment=\$Number\$"/);
    const checked = await runTool('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, '-'], {
      input: Buffer.from(description),
    });
    expect(checked.stderr).toBe('- validates\n');
  });

  it('is refused where what is signed was changed', async () => {
    const [url] = await adSegments();
    const forged = url!.replace(/.&rendition/, (end) => `${end[0] === 'A' ? 'B' : 'A'}&rendition`);
    const sequence = url!.replace('?ad=', '?sequence=');
    for (const changed of [forged, sequence])
      expect(await (await ask(changed)).json()).toMatchObject({ code: 'grant_forged' });
    expect((await ask(url!.replace(/&rendition=[^&]+/, '&rendition=v1-0000000000000000'))).status).toBe(404);
    for (const segment of ['99', '-1', '00', '9999999999', ''])
      expect([400, 404]).toContain((await ask(url!.replace(/segment=\d+/, `segment=${segment}`))).status);
    expect(tracked).toEqual([]);
  });

  it('is counted', async () => {
    const [url] = await adSegments();
    await ask(url!);
    const metrics = async () => (await origin.fetch('/metrics')).text();
    await eventually(async () =>
      /onplay_ad_tracking_total\{outcome="requested"\} [1-9]/.test(await metrics()),
    );
  });
});
