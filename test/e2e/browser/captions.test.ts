/** The captions in the frames of a master are shown by players, from encoded and from passed-through renditions. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { CUE_TEXTS, captionedBytes, captionedMaster } from '../../support/captions/captioned-masters.js';
import { type DecodedCaption, decodedCaptions } from '../../support/captions/decoded-captions.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { servePage } from './support/serve-page.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

interface Seen {
  readonly errors: readonly string[];
  readonly cues: readonly { readonly text: string; readonly startTime: number; readonly endTime: number }[];
  readonly offered: readonly string[];
}

/** In seconds. hls.js does not subtract the composition delay, which is two frames of the master, and one of an encode. */
const WITHIN = 2.5 / 24;

describe.skipIf(executable === undefined)(`captions${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let origin: Origin;
  let reference: readonly DecodedCaption[];

  beforeAll(async () => {
    reference = await decodedCaptions(await captionedBytes('film'));
    origin = await startOrigin({ masters: { 'film.mp4': await captionedMaster('film') } });
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
  });

  it.each([
    ['hls', 'm3u8', 'an encoded', 'max_height=240'],
    ['hls', 'm3u8', 'a passed-through', 'min_height=720'],
    ['shaka', 'mpd', 'an encoded', 'max_height=240'],
    ['shaka', 'mpd', 'a passed-through', 'min_height=720'],
    ['shaka', 'm3u8', 'an encoded', 'max_height=240'],
    ['shaka', 'm3u8', 'a passed-through', 'min_height=720'],
  ] as const)('%s shows them at their times by %s from %s rendition', async (player, extension, _, query) => {
    const url = `${origin.url}/film.${extension}?token=${origin.token('film')}&${query}`;
    const files = await servePage(player, 'captions-page.js');
    try {
      const { page, errors } = await openPage(browser, files.url);
      await page.evaluate(`players.${player}(${JSON.stringify(url)})`);
      await page.evaluate(`document.querySelector('video').play()`);
      await page.waitForFunction(`document.querySelector('video').ended`, undefined, { timeout: PLAYING_MS });
      const seen = await page.evaluate<Seen>('seen');
      await page.context().close();
      expect(seen.errors).toEqual([]);
      expect(errors).toEqual([]);
      expect(seen.offered).toHaveLength(1);
      expect(seen.offered[0]).toMatch(/^CC1 in /);
      // Shaka writes colours as tags.
      expect(seen.cues.map(({ text }) => text.replaceAll(/<[^>]*>/g, '').trim())).toEqual(CUE_TEXTS);
      seen.cues.forEach(({ startTime }, i) => {
        expect(Math.abs(startTime - reference[i]!.start / 1000)).toBeLessThan(WITHIN);
      });
    } finally {
      files.server.close();
    }
  });
});
