/** A player that switches between passthrough and encoded video with every segment plays without a gap. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { servePage } from './support/serve-page.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';
const MASTER_SECONDS = 12;

interface Seen {
  readonly errors: readonly string[];
  readonly jumps: number;
  readonly heights: readonly number[];
}

describe.skipIf(executable === undefined)(
  `switching between passed-through and encoded renditions${why}`,
  { timeout: SERVER_TEST_MS },
  () => {
    let browser: Browser;
    let origin: Origin;

    beforeAll(async () => {
      origin = await startOrigin({
        masters: { 'film.mp4': await generateMaster('h264-24-gop2') },
        // Six segments, so that there are enough switches.
        env: { ONPLAY_SEGMENT_MS: '2000' },
      });
      browser = await launchChromium(executable ?? '');
    });
    afterAll(async () => {
      await browser?.close();
      await origin?.stop();
    });

    it.each([
      ['hls', 'm3u8'],
      ['shaka', 'mpd'],
    ] as const)('%s switches with every segment and plays to the end', async (player, extension) => {
      const url = `${origin.url}/film.${extension}?token=${origin.token('film')}`;
      const files = await servePage(player, 'switching-page.js');
      try {
        const { page, errors } = await openPage(browser, files.url);
        await page.evaluate(`players.${player}(${JSON.stringify(url)})`);
        await page.evaluate(`document.querySelector('video').play()`);
        await page.waitForFunction(`document.querySelector('video').ended`, undefined, {
          timeout: PLAYING_MS,
        });
        const seen = await page.evaluate<Seen>('seen');
        const buffered = await page.evaluate<number[]>(
          `[...Array(video.buffered.length).keys()].flatMap((i) => [video.buffered.start(i), video.buffered.end(i)])`,
        );
        await page.context().close();
        expect(seen.errors).toEqual([]);
        expect(seen.jumps).toBe(0);
        expect(errors).toEqual([]);
        // One range, to the end: no gaps between segments of different renditions.
        expect(buffered).toHaveLength(2);
        expect(buffered[1]).toBeGreaterThan(MASTER_SECONDS - 0.1);
        expect(seen.heights.join(' ')).toContain('480 720 360 720');
      } finally {
        files.server.close();
      }
    });

    it('the highest rendition is passed through, and none of it was encoded', async () => {
      const encoded = origin.log.filter(
        ({ msg, rendition }) => msg === 'segment encoded' && rendition === 'v720',
      );
      expect(encoded.length).toBeGreaterThan(0);
      for (const { encodeMs } of encoded) expect(encodeMs).toBe(0);
    });
  },
);
