/** Players in a real browser request what the ad server has them request while an ad is played. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adBench, sendsDocument } from '../../ads/support/ad-bench.js';
import { inline, vast } from '../../ads/support/documents.js';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { sends } from '../../uploads/support/source-server.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { servePage } from './support/serve-page.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

/** In the order in which they happen. */
const EVENTS = ['start', 'firstQuartile', 'midpoint', 'thirdQuartile', 'complete'];
/** Twelve seconds of an ad are played in three. */
const SPEED = 4;

describe.skipIf(executable === undefined)(`an ad in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  const bench = adBench();
  let browser: Browser;
  let origin: Origin;
  let creativeUrl: string;

  beforeAll(async () => {
    const creative = await bench.server(sends(await readFile(await generateMaster('h264-2997'))));
    creativeUrl = `${creative.url}/ad.mp4`;
    origin = await startOrigin({
      masters: { 'film.mp4': await generateMaster('h264-24-gop2') },
      env: {
        ...{ ONPLAY_AD_SERVERS: '127.0.0.1', ONPLAY_AD_CREATIVES: '127.0.0.1' },
        ...{ ONPLAY_AD_PRIVATE_ADDRESSES: 'on', ONPLAY_AD_TIMEOUT_MS: '30000' },
      },
    });
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
    await bench.close();
  });

  it.each([
    ['dash', 'mpd'],
    ['shaka', 'mpd'],
    ['shaka', 'm3u8'],
  ] as const)('is tracked by %s in a session of %s', async (player, extension) => {
    const requested: string[] = [];
    let complete: () => void;
    const isComplete = new Promise<void>((resolve) => {
      complete = resolve;
    });
    const tracker = await bench.server((request, response) => {
      requested.push(request.url!.slice(1));
      response.writeHead(204, { 'Access-Control-Allow-Origin': '*' }).end();
      if (request.url === '/complete') complete();
    });
    const tracking = EVENTS.map(
      (event) => `<Tracking event="${event}">${tracker.url}/${event}</Tracking>`,
    ).join('');
    const linear = `<Linear><Duration>00:00:12</Duration><TrackingEvents>${tracking}</TrackingEvents>
        <MediaFiles><MediaFile type="video/mp4" width="320" height="180">${creativeUrl}</MediaFile></MediaFiles></Linear>`;
    const { url: tag } = await bench.server(sendsDocument(vast(inline('ad', { linear }))));
    const files = await servePage(player, 'plain-page.js');
    try {
      const { page } = await openPage(browser, files.url);
      const url = `${origin.url}/film.${extension}?token=${origin.token('film', { ads: { tag } })}&max_height=240`;
      await page.evaluate(`players.${player}(${JSON.stringify(url)})`);
      await page.evaluate(`video.playbackRate = ${SPEED}; video.play()`);
      await isComplete;
      await page.context().close();
      expect(requested).toEqual(EVENTS);
    } finally {
      files.server.close();
    }
  });
});
