/** Three hls.js players of a viewer with two streams, through each edge: the first hears that it is out, the others play on. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
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

/** Buffers a few seconds, so that each player has to go on asking. */
const PAGE = `<!doctype html><link rel="icon" href="data:,"><video muted playsinline></video><script src="/player.js"></script>
<script>
const video = document.querySelector('video');
const refusals = [];
// The film lasts longer than it takes to start three players on a busy machine.
video.defaultPlaybackRate = 0.5;
function start(url) {
  const player = new Hls({ maxBufferLength: 4, maxMaxBufferLength: 4, maxBufferSize: 1 });
  player.on(Hls.Events.ERROR, (_event, { response }) => response?.code === 403 && refusals.push(response.code));
  player.loadSource(url);
  player.attachMedia(video);
  return video.play();
}
</script>`;

describe.skipIf(why !== undefined)(
  why === undefined ? 'three players of a viewer with two streams' : `three players (${why})`,
  { timeout: SERVER_TEST_MS },
  () => {
    let browser: Browser;
    let deployment: EdgeDeployment;
    let pages: Server;

    beforeAll(async () => {
      deployment = await EdgeDeployment.open({
        masters: { 'film.mp4': await generateMaster('h264-23976-irregular-gop') },
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
    }, SERVER_TEST_MS);
    afterAll(async () => {
      await browser?.close();
      pages?.close();
      await deployment?.close();
    });

    const until = (page: Page, condition: string) =>
      page.waitForFunction(condition, undefined, { timeout: PLAYING_MS, polling: 100 });

    async function open(): Promise<Page> {
      const { port } = pages.address() as AddressInfo;
      return (await openPage(browser, `http://127.0.0.1:${port}/`)).page;
    }

    async function play(page: Page, base: string): Promise<void> {
      const token = deployment.origin.token('film', { viewer: `ann at ${base}`, max_streams: 2 });
      await page.evaluate(`start(${JSON.stringify(`${base}/film.m3u8?token=${token}&max_height=240`)})`);
      await until(page, 'video.currentTime > 0.1');
    }

    it.each(KINDS)('are two, of which none is disturbed (%s)', async (kind) => {
      const [first, second, third] = [await open(), await open(), await open()];
      for (const page of [first, second, third]) await play(page, deployment.edge(kind).url);
      await until(first, 'refusals.length > 0');
      for (const page of [second, third]) {
        await until(page, 'video.currentTime > 8');
        expect(await page.evaluate('refusals')).toEqual([]);
      }
      for (const page of [first, second, third]) await page.context().close();
    });
  },
);
