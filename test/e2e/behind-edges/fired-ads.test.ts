/** Two viewers behind each edge play one ad, whose segments they share: what the ad server wants requested, the origin requests for each of them, once. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adBench } from '../../ads/support/ad-bench.js';
import { inline, vast } from '../../ads/support/documents.js';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { generateMaster } from '../../support/masters.js';
import { patientFetch } from '../../support/patient-fetch.js';
import { sends } from '../../uploads/support/source-server.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { type Player, servePage } from '../browser/support/serve-page.js';
import { eventually } from '../edges/support/eventually.js';
import { missingEdge } from '../edges/support/running-edge.js';
import { EdgeDeployment, KINDS } from './support/edge-deployment.js';

const executable = findChromium();
const missing = KINDS.map(missingEdge).find((why) => why !== undefined);
const why = missing ?? (executable === undefined ? 'no Chromium; name one in CHROMIUM_PATH' : undefined);

const EVENTS = ['start', 'firstQuartile', 'midpoint', 'thirdQuartile', 'complete'];
/** Twelve seconds of an ad are played in three. */
const SPEED = 4;
const PLAYERS: readonly (readonly [Player, string])[] = [
  ['hls', 'm3u8'],
  ['dash', 'mpd'],
  ['shaka', 'mpd'],
];

describe.skipIf(why !== undefined)(
  why === undefined ? 'an ad that the origin tracks' : `an ad that the origin tracks (${why})`,
  { timeout: SERVER_TEST_MS },
  () => {
    const bench = adBench();
    const requested = new Map<string, string[]>();
    let browser: Browser;
    let deployment: EdgeDeployment;
    let adServer: string;

    beforeAll(async () => {
      const creative = await bench.server(sends(await readFile(await generateMaster('h264-2997'))));
      const tracker = await bench.server((request, response) => {
        const [, viewer = '', event = ''] = request.url!.split('/');
        requested.set(viewer, [...(requested.get(viewer) ?? []), event]);
        response.writeHead(204).end();
      });
      const { url } = await bench.server((request, response) => {
        const of = (event: string) =>
          `<Tracking event="${event}">${tracker.url}${request.url}/${event}</Tracking>`;
        const linear = `<Linear><Duration>00:00:12</Duration><TrackingEvents>${EVENTS.map(of).join('')}</TrackingEvents>
          <MediaFiles><MediaFile type="video/mp4" width="320" height="180">${creative.url}/ad.mp4</MediaFile></MediaFiles></Linear>`;
        response.end(vast(inline('ad', { linear })));
      });
      adServer = url;
      deployment = await EdgeDeployment.open({
        masters: { 'film.mp4': await generateMaster('h264-24-gop2') },
        env: {
          ...{ ONPLAY_AD_SERVERS: '127.0.0.1', ONPLAY_AD_CREATIVES: '127.0.0.1' },
          ...{ ONPLAY_AD_PRIVATE_ADDRESSES: 'on', ONPLAY_AD_TIMEOUT_MS: '30000' },
          ONPLAY_AD_TRACKING: 'server',
        },
      });
      browser = await launchChromium(executable ?? '');
    }, SERVER_TEST_MS);
    afterAll(async () => {
      await browser?.close();
      await deployment?.close();
      await bench.close();
    });

    /** Plays until the film behind the ad. */
    async function plays([player, extension]: (typeof PLAYERS)[number], base: string, viewer: string) {
      const files = await servePage(player, 'plain-page.js');
      try {
        const { page } = await openPage(browser, files.url);
        const token = deployment.origin.token('film', { viewer, ads: { tag: `${adServer}/${viewer}` } });
        const url = `${base}/film.${extension}?token=${token}&max_height=240`;
        // Players give up where a busy machine answers 503.
        expect((await patientFetch(url)).status).toBe(200);
        await page.evaluate(`players.${player}(${JSON.stringify(url)})`);
        await page.evaluate(`video.playbackRate = ${SPEED}; video.play()`);
        await page.waitForFunction('video.currentTime > 13', undefined, { timeout: SERVER_TEST_MS });
        expect(await page.evaluate(`onplay.events.filter(({ type }) => type === 'error')`)).toEqual([]);
        await page.context().close();
      } finally {
        files.server.close();
      }
    }

    it.each(KINDS.flatMap((kind) => PLAYERS.map((player) => ({ kind, player, name: player.join(' in ') }))))(
      'is tracked for two viewers with $name through $kind',
      async ({ kind, player }) => {
        const viewers = ['ann', 'ben'].map((name) => `${name}-${kind}-${player[0]}`);
        deployment.proxy(kind).reset();
        requested.clear();
        for (const viewer of viewers) await plays(player, deployment.urlOf(kind), viewer);
        for (const viewer of viewers) {
          await eventually(async () => (requested.get(viewer)?.length ?? 0) >= EVENTS.length);
          // A player that fetches ahead has several on their way at once.
          expect(requested.get(viewer)!.toSorted()).toEqual(EVENTS.toSorted());
        }
        // The segments are those of both.
        const ofAd = [...deployment.proxy(kind).media].filter(([name]) => name.startsWith('ads/'));
        expect(new Set(ofAd.map(([, count]) => count))).toEqual(new Set(ofAd.length > 0 ? [1] : []));
      },
    );
  },
);
