/** Segments of an ad come from several origins of a fleet: what its ad server wants requested is requested once, also where another one wrote the manifest. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adBench, sendsDocument } from '../../ads/support/ad-bench.js';
import { inline, vast } from '../../ads/support/documents.js';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { sends } from '../../uploads/support/source-server.js';
import { eventually } from '../edges/support/eventually.js';

const EVENTS = ['start', 'firstQuartile', 'midpoint', 'thirdQuartile', 'complete'];

describe.skipIf(redisMissing)(
  `an ad that a fleet tracks${redisMissing ? ` (${redisMissing})` : ''}`,
  { timeout: SERVER_TEST_MS },
  () => {
    const bench = adBench();
    let redis: TestRedis;
    let origins: readonly Origin[] = [];
    let tag: string;
    let tracked: string[] = [];

    beforeAll(async () => {
      redis = await startRedis();
      const creative = await bench.server(sends(await readFile(await generateMaster('h264-2997'))));
      const tracker = await bench.server((request, response) => {
        tracked.push(request.url!.slice(1));
        response.writeHead(204).end();
      });
      const tracking = EVENTS.map((event) => `<Tracking event="${event}">${tracker.url}/${event}</Tracking>`);
      const linear = `<Linear><Duration>00:00:12</Duration><TrackingEvents>${tracking.join('')}</TrackingEvents>
        <MediaFiles><MediaFile type="video/mp4" width="320" height="180">${creative.url}/ad.mp4</MediaFile></MediaFiles></Linear>`;
      const { url } = await bench.server(sendsDocument(vast(inline('ad', { linear }))));
      // Each manifest has an answer of its own, and so a session.
      tag = `${url}/?cb=[CACHEBUSTING]`;
      const env = {
        ...{ ONPLAY_REDIS_URL: redis.url, ONPLAY_FLEET_KEY: randomBytes(32).toString('hex') },
        ...{ ONPLAY_AD_SERVERS: '127.0.0.1', ONPLAY_AD_CREATIVES: '127.0.0.1' },
        ...{ ONPLAY_AD_PRIVATE_ADDRESSES: 'on', ONPLAY_AD_TIMEOUT_MS: '30000' },
        ONPLAY_AD_TRACKING: 'server',
      };
      const one = await startOrigin({ masters: { 'film.mp4': await generateMaster('h264-24-gop2') }, env });
      const { mastersPath: folder, secret } = one;
      origins = [one, await startOrigin({ folder, secret, env })];
    }, SERVER_TEST_MS);
    afterAll(async () => {
      for (const origin of origins.toReversed()) await origin.stop();
      await redis?.close();
      await bench.close();
    });

    /** The segments with events, at the first origin. */
    async function adSegments(): Promise<readonly string[]> {
      const [one] = origins;
      const { video } = await readHlsParts(
        `${one!.url}/film.m3u8?token=${one!.token('film', { ads: { tag } })}`,
      );
      return video[0]!.parts[0]!.segments.filter((url) => url.includes('?ad='));
    }
    const requestAt = async (origin: Origin | undefined, url: string) => {
      const { pathname, search } = new URL(url);
      expect((await origin!.fetch(pathname + search, { redirect: 'manual' })).status).toBe(302);
    };

    it('is tracked once, whichever origin is asked for its segments', async () => {
      tracked = [];
      const [one, two] = origins;
      for (const url of await adSegments())
        for (const origin of [two, one, two]) await requestAt(origin, url);
      await eventually(async () => tracked.length >= EVENTS.length);
      expect(tracked.toSorted()).toEqual(EVENTS.toSorted());
    });

    it('is tracked by the origin that wrote the manifest where Redis is gone, and elsewhere counted as lost', async () => {
      tracked = [];
      const [one, two] = origins;
      await redis.stop();
      for (const url of await adSegments()) for (const origin of [two, one]) await requestAt(origin, url);
      await eventually(async () => tracked.length >= EVENTS.length);
      expect(tracked.toSorted()).toEqual(EVENTS.toSorted());
      await eventually(async () =>
        /onplay_ad_tracking_total\{outcome="lost"\} [1-9]/.test(await (await two!.fetch('/metrics')).text()),
      );
    });
  },
);
