/**
 * An ad server is asked for each session, and what it answers is played; it costs a manifest at most its time-out, and never the
 * programme.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adBench, sendsDocument } from '../../ads/support/ad-bench.js';
import { breakOfAds, breakOfUrl, inline, vast, vmap } from '../../ads/support/documents.js';
import { SOON_MS } from '../../support/budgets.js';
import { runTool } from '../../support/ffmpeg.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { sends } from '../../uploads/support/source-server.js';

/** Of the MPD (ISO/IEC 23009-1). */
const SCHEMA = new URL('../conformance/mpd.xsd', import.meta.url).pathname;
/** Of the ad servers, long enough for a busy machine to copy and index a creative in. */
const TIMEOUT_MS = 30_000;
/** Of an origin whose ad servers are not worth waiting for. */
const IMPATIENT_MS = 500;
/** What a manifest takes that is known already, on a busy machine. */
const MANIFEST_MS = SOON_MS;

type Claims = NonNullable<Parameters<Origin['token']>[1]>;
type AdsClaim = Exclude<Claims['ads'], false | undefined>;

const bench = adBench();
const origins: Origin[] = [];
let patient: Origin;
let impatient: Origin;
let creativeUrl: string;
let creativeRequests: readonly unknown[];
let folder: string;

const started = async (timeoutMs: number) => {
  const film = await generateMaster('h264-24-gop2');
  const origin = await startOrigin({
    masters: { 'film.mp4': film, 'beside.mp4': film, 'beside.json': join(folder, 'beside.json') },
    env: {
      ...{ ONPLAY_AD_SERVERS: '127.0.0.1', ONPLAY_AD_CREATIVES: '127.0.0.1' },
      ...{ ONPLAY_AD_PRIVATE_ADDRESSES: 'on', ONPLAY_AD_TIMEOUT_MS: String(timeoutMs) },
    },
  });
  origins.push(origin);
  return origin;
};

beforeAll(async () => {
  const creatives = await bench.server(sends(await readFile(await generateMaster('h264-2997'))));
  creativeUrl = `${creatives.url}/ad.mp4`;
  creativeRequests = creatives.requests;
  folder = await mkdtemp(join(tmpdir(), 'onplay-ads-'));
  const { url: tag } = await bench.server(sendsDocument(vast(ad('beside'))));
  await writeFile(join(folder, 'beside.json'), JSON.stringify({ ads: { tag, at: 'end' } }));
  [patient, impatient] = await Promise.all([started(TIMEOUT_MS), started(IMPATIENT_MS)]);
});
afterAll(async () => {
  await Promise.all(origins.map((origin) => origin.stop()));
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

const urlOf = (origin: Origin, extension: 'm3u8' | 'mpd', claims: Claims, asset = 'film') =>
  `${origin.url}/${asset}.${extension}?token=${origin.token(asset, claims)}`;
const fileOf = (url: string) => `<MediaFile type="video/mp4" width="320" height="180">${url}</MediaFile>`;
const ad = (title: string, url = creativeUrl) => inline(title, { files: fileOf(url) });
/** The durations of the parts of a session's best rendition, in seconds. */
const partsOf = async (origin: Origin, tag: string, more: Omit<AdsClaim, 'tag'> = {}) => {
  return durationsAt(urlOf(origin, 'm3u8', { ads: { tag, ...more } }));
};
const durationsAt = async (url: string) => {
  const { video } = await readHlsParts(url);
  return video
    .at(-1)!
    .parts.map(({ durations }) => Math.round(durations.reduce((sum, each) => sum + each, 0)));
};

describe('the ads of an ad server', () => {
  it('are played at their first impression, though their creative was never seen before', async () => {
    const { url, requests } = await bench.server(sendsDocument(vast(ad('first'))));
    const tag = `${url}/?of=[CONTENTID]&cb=[CACHEBUSTING]`;
    expect(await partsOf(patient, tag)).toEqual([12, 12]);
    expect(requests[0]?.url).toMatch(/^\/\?of=film&cb=\d{8}$/);
    // Plays nothing, so nothing is asked.
    const head = await fetch(urlOf(patient, 'm3u8', { ads: { tag } }), { method: 'HEAD' });
    expect([head.status, requests.length]).toEqual([200, 1]);
    // A second session has its own answer, and the same creative.
    expect(await partsOf(patient, tag)).toEqual([12, 12]);
    expect([requests.length, creativeRequests.length]).toEqual([2, 1]);
  });

  it('are in the breaks of VMAP, in HLS and DASH', async () => {
    const { url } = await bench.server(
      sendsDocument(
        vmap(breakOfAds('00:00:03', ad('mid')), breakOfAds('50%', ad('half')), breakOfAds('end', ad('post'))),
      ),
    );
    expect(await partsOf(patient, url)).toEqual([3, 12, 3, 12, 6, 12]);
    const description = await (await fetch(urlOf(patient, 'mpd', { ads: { tag: url } }))).text();
    expect(description.match(/<Period /g)).toHaveLength(6);
  });

  it('have their tracking URLs in both manifests, at the times at which they are played', async () => {
    const tracked = (title: string) =>
      inline(title, {
        linear: `<Linear><Duration>00:00:15</Duration><TrackingEvents><Tracking event="midpoint"><![CDATA[
          https://t.example/${title}?cb=[CACHEBUSTING]&ip=[DEVICEIP]&"]]></Tracking></TrackingEvents>
          <MediaFiles>${fileOf(creativeUrl)}</MediaFiles></Linear>`,
      });
    const { url } = await bench.server(sendsDocument(vmap(breakOfAds('00:00:04', tracked('mid')))));
    const description = await (await fetch(urlOf(patient, 'mpd', { ads: { tag: url } }))).text();
    const events = [
      ...description.matchAll(/<Event presentationTime="(\d+)" duration="1000" id="(\d+)">([^<]*)</g),
    ];
    expect(events.map(([, time, id, text]) => [Number(time), id, text?.replace(/\d{8}/, '*')])).toEqual([
      [0, '0', 'https://t.example/mid/impression'],
      [0, '1', 'https://t.example/break'],
      [expect.closeTo(6006, -2), '2', 'https://t.example/mid?cb=*&amp;ip=127.0.0.1&amp;%22'],
    ]);
    const checked = await runTool('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, '-'], {
      input: Buffer.from(description),
    });
    expect(checked.stderr).toBe('- validates\n');
    const manifestUrl = urlOf(patient, 'm3u8', { ads: { tag: url } });
    const manifest = await (await fetch(manifestUrl)).text();
    const [, value] = /^#EXT-X-DEFINE:NAME="ad1",VALUE="([\w+/=]+)"$/m.exec(manifest)!;
    const [slot] = JSON.parse(Buffer.from(value!, 'base64').toString()).payload;
    expect(slot.tracking).toEqual([
      { type: 'impression', urls: ['https://t.example/mid/impression'] },
      { type: 'start', urls: ['https://t.example/break'] },
      { type: 'midpoint', urls: [expect.stringMatching(/^https:\/\/t\.example\/mid\?cb=\d{8}&ip=127/)] },
    ]);
    const [media] = /^film\.m3u8\?sequence.*$/m.exec(manifest)!;
    const playlist = await (await fetch(new URL(media, manifestUrl))).text();
    expect(playlist).toMatch(
      /^#EXT-X-DATERANGE:ID="ad1",.*START-DATE="2000-01-01T00:00:04\.000Z",.*X-AD-CREATIVE-SIGNALING="\{\$ad1\}"$/m,
    );
  });

  it('are where the token says, if the ad server does not', async () => {
    const { url } = await bench.server(sendsDocument(vast(ad('mid'))));
    expect(await partsOf(patient, url, { at: 'f96' })).toEqual([4, 12, 8]);
  });

  it('are those of the file beside the master, for tokens that say nothing of ads', async () => {
    expect(await durationsAt(urlOf(patient, 'm3u8', {}, 'beside'))).toEqual([12, 12]);
    expect(await durationsAt(urlOf(patient, 'm3u8', { ads: false }, 'beside'))).toEqual([12]);
  });

  it('are left out where their creative is of a host that is not listed, or no video', async () => {
    const { url: page } = await bench.server(sends('<html>', { 'Content-Type': 'text/html' }));
    const documents = vmap(
      breakOfAds('start', ad('elsewhere', 'http://localhost:1/ad.mp4')),
      breakOfAds('00:00:03', ad('page', `${page}/ad.mp4`)),
      breakOfAds('end', ad('good')),
    );
    const { url } = await bench.server(sendsDocument(documents));
    expect(await partsOf(patient, url)).toEqual([12, 12]);
  });

  it('are not in a download, which is therefore refused', async () => {
    const token = patient.token('film', { ads: { tag: 'https://ads.example/' }, download: true });
    const response = await patient.fetch(`/film.mp4?token=${token}`);
    expect(await response.json()).toMatchObject({ code: 'sequence_unsupported' });
  });
});

describe('an ad server', () => {
  const endless: RequestListener = (_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, '<')));
    };
    response.on('drain', more);
    more();
  };
  const silent: RequestListener = () => undefined;
  const tagOf = async (listener: RequestListener) => (await bench.server(listener)).url;

  it.each([
    ['that is dead', () => bench.deadUrl()],
    ['that takes connections and is silent', () => bench.silentServer()],
    ['that sends without end', () => tagOf(endless)],
    ['that sends a page', () => tagOf(sendsDocument('<!doctype html><p>No ads'))],
    ['that wraps itself without end', () => wrapsItself()],
    [
      'that has breaks whose servers are silent',
      async () => {
        const inner = await tagOf(silent);
        return tagOf(sendsDocument(vmap(...Array.from({ length: 30 }, () => breakOfUrl('start', inner)))));
      },
    ],
    [
      'whose creative is sent without end',
      async () => {
        const url = await tagOf((_request, response) => {
          response.writeHead(200, { 'Content-Type': 'video/mp4' }).write('....ftypisom');
        });
        return tagOf(sendsDocument(vast(ad('slow', `${url}/ad.mp4`))));
      },
    ],
    ['that is not allowed', async () => 'http://169.254.169.254/latest/meta-data/'],
  ])('%s costs a manifest at most its time-out, and the programme plays', async (_what, tagged) => {
    const tag = await tagged();
    const startedAt = performance.now();
    const response = await fetch(urlOf(impatient, 'm3u8', { ads: { tag } }));
    expect(response.status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(IMPATIENT_MS + MANIFEST_MS);
    expect(await partsOf(impatient, tag)).toEqual([12]);
  });

  async function wrapsItself(): Promise<string> {
    let self = '';
    self = await tagOf((request, response) =>
      sendsDocument(
        `<VAST version="4.2"><Ad><Wrapper><VASTAdTagURI>${self}/</VASTAdTagURI></Wrapper></Ad></VAST>`,
      )(request, response),
    );
    return self;
  }
});
