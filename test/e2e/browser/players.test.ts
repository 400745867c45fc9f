/** The demo, cold, in a real browser with three players. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium, openPage } from '../../page/chromium.js';
import { loadCorpus } from '../../support/corpus.js';
import { type Demo, startDemo } from '../../support/demo.js';
import { generateMaster } from '../../support/masters.js';

const executable = findChromium();
const why = executable === undefined ? ' (left out: no Chromium; name one in CHROMIUM_PATH)' : '';

interface LoggedEvent {
  readonly at: number;
  readonly type: string;
  readonly detail: string;
}

/** A film where there is one, else a made master; and where to seek in it. */
async function master(): Promise<{ file: string; seekTo: number }> {
  const film = loadCorpus()?.find(({ file }) => file.endsWith('sintel_trailer_720p24.mp4'));
  if (film) return { file: film.path, seekTo: 40 };
  return { file: await generateMaster('h264-23976-irregular-gop'), seekTo: 20 };
}

describe.skipIf(executable === undefined)(
  `cold playback in a browser${why}`,
  { timeout: 90_000, retry: 2 },
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
      '%s starts, seeks, plays over the end of a segment, and ends',
      async (player) => {
        demo = await startDemo([film.file]);
        const { page, complaints } = await openPage(browser, `${demo.page}&player=${player}`, {
          bypassCSP: true,
        });
        await passes(page, 1);
        await seek(page, film.seekTo);
        // Segments are at most five seconds long.
        await passes(page, film.seekTo + 6);
        await ends(page);
        const { events, duration } = await report(page);
        expect(events.filter(({ type }) => type === 'error')).toEqual([]);
        expect(longestStall(events)).toBeLessThan(1000);
        expect(duration).toBeGreaterThan(film.seekTo + 6);
        expect(complaints).toEqual([]);
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

/** Expressions for the page are texts: this file's types know no browser. */
const VIDEO = "document.querySelector('video')";

async function passes(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction(`${VIDEO}?.currentTime > ${seconds}`, undefined, {
    timeout: 30_000,
    polling: 50,
  });
}

async function seek(page: Page, seconds: number): Promise<void> {
  await page.evaluate(`${VIDEO}.currentTime = ${seconds}`);
}

async function ends(page: Page): Promise<void> {
  await page.waitForFunction(`${VIDEO}.ended`, undefined, { timeout: 45_000, polling: 100 });
}

async function report(page: Page): Promise<{ events: LoggedEvent[]; duration: number }> {
  const text = await page.evaluate<string>(
    `JSON.stringify({ events: window.onplay.events, duration: ${VIDEO}.duration })`,
  );
  return JSON.parse(text) as { events: LoggedEvent[]; duration: number };
}

/**
 * From running dry to playing again, in milliseconds; what a seek takes is not a stall. Nor is what dash.js 5.2 does at
 * the very end: after an early seek it may append a segment after it has ended the stream, and then waits at the last
 * frame until its gap controller jumps over nothing.
 */
function longestStall(events: readonly LoggedEvent[]): number {
  const end = events.find(({ type }) => type === 'ended')?.at ?? Number.POSITIVE_INFINITY;
  const stalls = events.flatMap((event, i) => {
    if (event.type !== 'stall') return [];
    const resumed = events.slice(i).find(({ type }) => type === 'playing' || type === 'ended');
    const resumedAt = resumed?.at ?? Number.POSITIVE_INFINITY;
    return end - resumedAt < LAST_FRAMES_MS ? [] : [resumedAt - event.at];
  });
  return Math.max(0, ...stalls);
}

/** dash.js jumps back half a second before the end. */
const LAST_FRAMES_MS = 1000;
