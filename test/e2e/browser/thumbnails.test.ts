/** Players in a real browser find the thumbnails of a presentation: which image, which part of it, and when it stands for the video. */
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { findChromium, launchChromium } from '../../web/chromium.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';
const require = createRequire(import.meta.url);

/** A thumbnail as a player gives it. */
interface Found {
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

// Functions for the page, as text, since this file is compiled without DOM types.
const DASH = `(url, time) => new Promise((resolve, reject) => {
  const player = dashjs.MediaPlayer().create();
  player.on('error', ({ error }) => reject(new Error(error.message)));
  player.on('streamInitialized', () => player.provideThumbnail(time, (found) => {
    const { url, x, y, width, height } = found;
    player.destroy();
    resolve({ url, x, y, width, height });
  }));
  player.initialize(document.createElement('video'), url, false);
})`;
const SHAKA = `async (url, time) => {
  shaka.polyfill.installAll();
  const player = new shaka.Player();
  await player.attach(document.createElement('video'));
  await player.load(url);
  const [track] = player.getImageTracks();
  const found = await player.getThumbnails(track.id, time);
  await player.destroy();
  return { url: found.uris[0], x: found.positionX, y: found.positionY, width: found.width, height: found.height };
}`;

type Player = readonly [name: string, library: string, script: string, format: string];

const PLAYERS: readonly Player[] = [
  ['dash.js', 'dashjs', DASH, 'mpd'],
  ['Shaka with DASH', 'shaka-player', SHAKA, 'mpd'],
  ['Shaka with HLS', 'shaka-player', SHAKA, 'm3u8'],
];

describe.skipIf(executable === undefined)(`in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let origin: Origin;

  beforeAll(async () => {
    // A keyframe every two seconds, as far apart as thumbnails are.
    origin = await startOrigin({ masters: { 'film.mp4': await generateMaster('h264-24-gop2') } });
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
  });

  async function find(page: Page, [, library, script, format]: Player, time: number) {
    await page.addScriptTag({ path: require.resolve(library) });
    const url = `${origin.url}/film.${format}?token=${origin.token('film')}`;
    return page.evaluate<Found>(`(${script})(${JSON.stringify(url)}, ${time})`);
  }

  it.each(PLAYERS)('%s shows the frame of the place that is asked for', async (...player) => {
    for (const [time, frame] of [
      [0.5, 0],
      [7, 144],
    ] as const) {
      const page = await browser.newPage();
      const { url, x, y, width, height } = await find(page, player, time);
      const input = Buffer.from(await (await fetch(url)).arrayBuffer());
      const upright = `crop=${width}:${height}:${x}:${y}`;
      expect([width, height]).toEqual([160, 90]);
      expect(await decodeFrameNumbers('pipe:0', { input, upright })).toEqual([frame]);
      await page.close();
    }
  });
});
