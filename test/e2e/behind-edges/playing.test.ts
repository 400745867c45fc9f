/** A browser plays through each edge as it does from the origin. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { generateMaster } from '../../support/masters.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { missingEdge } from '../edges/support/running-edge.js';
import { EdgeDeployment, KINDS } from './support/edge-deployment.js';

const executable = findChromium();
const missing = KINDS.map(missingEdge).find((why) => why !== undefined);
const why = missing ?? (executable === undefined ? 'no Chromium; name one in CHROMIUM_PATH' : undefined);
const { resolve } = createRequire(import.meta.url);

const PAGE = `<!doctype html><link rel="icon" href="data:,"><video muted playsinline></video><script src="/player.js"></script>
<script>
const video = document.querySelector('video');
const errors = [];
video.defaultPlaybackRate = 2;
function start(url) {
  const player = new Hls();
  // Waiting for a segment is not a fault, nor is giving one up for that of another rendition.
  const { BUFFER_STALLED_ERROR, INTERNAL_ABORTED } = Hls.ErrorDetails;
  const isFault = (details) => details !== BUFFER_STALLED_ERROR && details !== INTERNAL_ABORTED;
  player.on(Hls.Events.ERROR, (_event, { details }) => isFault(details) && errors.push(details));
  player.loadSource(url);
  player.attachMedia(video);
  return video.play();
}
</script>`;

describe.skipIf(why !== undefined)(
  why === undefined ? 'a browser' : `a browser (${why})`,
  { timeout: SERVER_TEST_MS },
  () => {
    let browser: Browser;
    let deployment: EdgeDeployment;
    let pages: Server;

    beforeAll(async () => {
      deployment = await EdgeDeployment.open({
        masters: { 'film.mp4': await generateMaster('h264-open-gop') },
      });
      browser = await launchChromium(executable ?? '');
      pages = createServer(({ url }, response) => {
        const isScript = url === '/player.js';
        response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
        response.end(isScript ? readFileSync(resolve('hls.js/dist/hls.min.js')) : PAGE);
      });
      await new Promise<void>((listening) => {
        pages.listen(0, '127.0.0.1', listening);
      });
    });
    afterAll(async () => {
      await browser?.close();
      pages?.close();
      await deployment?.close();
    });

    it.each(KINDS)('plays through %s, from its cache the second time', async (kind) => {
      for (const round of ['cold', 'cached']) {
        const url = `${deployment.edge(kind).url}/film.m3u8?token=${deployment.origin.token('film')}`;
        deployment.proxy(kind).reset();
        const { port } = pages.address() as AddressInfo;
        const { page, errors } = await openPage(browser, `http://127.0.0.1:${port}/`);
        await page.evaluate(`start(${JSON.stringify(url)})`);
        await page.waitForFunction('video.ended', undefined, { timeout: PLAYING_MS, polling: 100 });
        expect(await page.evaluate('errors')).toEqual([]);
        expect(errors).toEqual([]);
        await page.context().close();
        const requests = deployment.proxy(kind).media;
        expect([round, Math.max(0, ...requests.values()) <= 1]).toEqual([round, true]);
        if (round === 'cold') expect(requests.size).toBeGreaterThan(4);
      }
    });
  },
);
