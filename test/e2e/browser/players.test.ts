/** Plays the demo from a cold start in a real browser with three players. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { loadCorpus } from '../../support/corpus.js';
import { type Demo, startDemo } from '../../support/demo.js';
import { generateMaster } from '../../support/masters.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { ends, IDLE_STALL_MS, isFault, longestIdleStall, passes, report, seek } from './support/playback.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

/** A real film if there is one, otherwise a generated master; and the position to seek to, in seconds. */
async function master(): Promise<{ file: string; seekTo: number }> {
  const film = loadCorpus()?.find(({ file }) => file.endsWith('sintel_trailer_720p24.mp4'));
  if (film) return { file: film.path, seekTo: 45 };
  return { file: await generateMaster('h264-23976-irregular-gop'), seekTo: 20 };
}

describe.skipIf(executable === undefined)(
  `cold playback in a browser${why}`,
  { timeout: SERVER_TEST_MS },
  () => {
    let browser: Browser;
    let film: { file: string; seekTo: number };
    let demo: Demo;

    beforeAll(async () => {
      film = await master();
      browser = await launchChromium(executable ?? '');
    });
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await demo?.stop();
    });
    afterAll(() => browser?.close());

    it.each(['hls', 'dash', 'shaka'])(
      '%s starts, seeks, plays across a segment boundary, and ends',
      async (player) => {
        demo = await startDemo([film.file]);
        const { page, errors } = await openPage(browser, `${demo.page}&player=${player}`, {
          bypassCSP: true,
        });
        await passes(page, 1);
        await seek(page, film.seekTo);
        // Segments are at most five seconds long.
        await passes(page, film.seekTo + 6);
        await ends(page, player);
        const { events, loads, lastRange, duration } = await report(page);
        expect(events.filter(isFault)).toEqual([]);
        expect(longestIdleStall(events, loads)).toBeLessThan(IDLE_STALL_MS);
        expect(duration).toBeGreaterThan(film.seekTo + 6);
        // One buffered range without gaps from the seek to the end.
        expect(lastRange[0]).toBeLessThanOrEqual(film.seekTo);
        expect(lastRange[1]).toBeGreaterThan(duration - 0.1);
        expect(errors).toEqual([]);
      },
    );

    it('prints the page and signed URLs as its last line, and they open', async () => {
      demo = await startDemo([film.file]);
      for (const url of [demo.page, demo.hls, demo.dash]) expect((await fetch(url)).status).toBe(200);
      expect(demo.hls).toMatch(/\.m3u8\?token=/);
      expect(demo.dash).toMatch(/\.mpd\?token=/);
    });
  },
);
