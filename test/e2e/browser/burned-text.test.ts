/** A presentation whose segments are those of two renditions, with text and without, is played to its end. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { SUBTITLED, subtitledMaster } from '../../support/burn/subtitled-masters.js';
import { readPresentation } from '../../support/hls-client.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { servePage } from './support/serve-page.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

describe.skipIf(executable === undefined)(`burned-in text${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let origin: Origin;

  beforeAll(async () => {
    origin = await startOrigin({ masters: { 'film.mkv': await subtitledMaster() } });
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
  });

  it.each([1, 2])('makes only segments with text anew: track %d', async (track) => {
    const [plain, burned] = [
      await readPresentation(origin, 'film'),
      await readPresentation(origin, 'film', `&burn=${track}`),
    ];
    const shared = burned.variants[0]!.segments.filter((url) => !url.includes(`-b${track}-`));
    expect(shared.length).toBeGreaterThan(1);
    expect(shared.length).toBeLessThan(burned.variants[0]!.segments.length);
    const paths = (urls: readonly string[]) =>
      urls.map((url) => new URL(url).pathname.split('/').slice(-2).join('/'));
    const lowest = plain.variants.find(({ height }) => height === burned.variants[0]!.height)!;
    expect(paths(lowest.segments)).toEqual(expect.arrayContaining(paths(shared)));
  });

  it.each([
    ['hls', 'm3u8'],
    ['dash', 'mpd'],
    ['shaka', 'mpd'],
    ['shaka', 'm3u8'],
  ] as const)('%s plays it by %s to the end, without a gap', async (player, extension) => {
    const url = `${origin.url}/film.${extension}?token=${origin.token('film')}&burn=2&max_height=240`;
    const files = await servePage(player, 'plain-page.js');
    try {
      const { page, errors } = await openPage(browser, files.url);
      await page.evaluate(`players.${player}(${JSON.stringify(url)})`);
      await page.evaluate(`document.querySelector('video').play()`);
      await page.waitForFunction('video.ended', undefined, { timeout: PLAYING_MS });
      const events = await page.evaluate<{ type: string; detail: string }[]>('onplay.events');
      const ranges = await page.evaluate<number[]>(
        `[...Array(video.buffered.length).keys()].flatMap((i) => [video.buffered.start(i), video.buffered.end(i)])`,
      );
      await page.context().close();
      expect(ranges).toHaveLength(2);
      expect(ranges[1]).toBeGreaterThan(SUBTITLED.seconds - 0.2);
      expect(events.filter(({ type }) => type === 'error')).toEqual([]);
      expect(errors).toEqual([]);
    } finally {
      files.server.close();
    }
  });
});
