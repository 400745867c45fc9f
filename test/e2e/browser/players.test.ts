/** Plays the demo from a cold start in a real browser with three players. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { loadCorpus } from '../../support/corpus.js';
import { type Demo, startDemo } from '../../support/demo.js';
import { generateMaster } from '../../support/masters.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

/** In milliseconds since the page was opened. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface LoggedEvent {
  readonly at: number;
  readonly type: string;
  readonly detail: string;
}

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

/** Expressions for the page are strings, since this file is compiled without DOM types. */
const VIDEO = "document.querySelector('video')";

async function passes(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction(`${VIDEO}?.currentTime > ${seconds}`, undefined, {
    timeout: PLAYING_MS,
    polling: 50,
  });
}

async function seek(page: Page, seconds: number): Promise<void> {
  await page.evaluate(`${VIDEO}.currentTime = ${seconds}`);
}

/**
 * How close to its end a film counts as played, in seconds. dash.js 5.2, after a seek within the first second, may append a
 * segment after it has ended the stream; it then stops in the last half second and never fires `ended`.
 */
const END_WITHIN: Readonly<Record<string, number>> = { dash: 0.6 };

async function ends(page: Page, player: string): Promise<void> {
  const within = END_WITHIN[player] ?? 0;
  const isAtEnd = `${VIDEO}.ended || (${VIDEO}.currentTime > ${VIDEO}.duration - ${within})`;
  const options = { timeout: PLAYING_MS, polling: 100 };
  await page.waitForFunction(isAtEnd, undefined, options).catch(async (cause: unknown) => {
    const { events, loads, lastRange, duration } = await report(page);
    const state = JSON.stringify({ events: events.slice(-20), loads: loads.slice(-5), lastRange, duration });
    throw new Error(`the player does not end: ${state}`, { cause });
  });
}

interface Report {
  readonly events: readonly LoggedEvent[];
  /** When each segment was being loaded. */
  readonly loads: readonly Span[];
  /** The last buffered range, in seconds. */
  readonly lastRange: readonly [start: number, end: number];
  /** In seconds. */
  readonly duration: number;
}

async function report(page: Page): Promise<Report> {
  const text = await page.evaluate<string>(`{
    const { buffered, duration } = ${VIDEO};
    const last = buffered.length - 1;
    const loads = performance.getEntriesByType('resource')
      .filter(({ name }) => name.includes('.m4s'))
      .map(({ startTime, responseEnd }) => ({ from: startTime, to: responseEnd }));
    const lastRange = [buffered.start(last), buffered.end(last)];
    JSON.stringify({ events: window.onplay.events, loads, lastRange, duration });
  }`);
  return JSON.parse(text) as Report;
}

/** hls.js reports waiting for a segment as an error, but the test measures stalls itself. */
function isFault({ type, detail }: LoggedEvent): boolean {
  return type === 'error' && !detail.includes('bufferStalledError');
}

/**
 * Longest allowed stall while no segment is being loaded, in milliseconds: players check their buffer several times
 * a second.
 */
const IDLE_STALL_MS = 2000;
/** dash.js jumps back half a second before the end. */
const LAST_FRAMES_MS = 1000;

/**
 * The longest part of a stall during which no segment was being loaded, in milliseconds; seeking is not a stall. Nor is
 * what dash.js 5.2 does at the very end: after an early seek it may append a segment after it has ended the stream, and
 * then waits at the last frame until its gap controller acts.
 */
function longestIdleStall(events: readonly LoggedEvent[], loads: readonly Span[]): number {
  const end = events.find(({ type }) => type === 'ended')?.at ?? Number.POSITIVE_INFINITY;
  const stalls = events.flatMap((event, i): Span[] => {
    if (event.type !== 'stall') return [];
    const resumed = events.slice(i).find(({ type }) => type === 'playing' || type === 'ended');
    const resumedAt = resumed?.at ?? Number.POSITIVE_INFINITY;
    return end - resumedAt < LAST_FRAMES_MS ? [] : [{ from: event.at, to: resumedAt }];
  });
  return Math.max(0, ...stalls.map((stall) => idleWithin(stall, loads)));
}

/** Milliseconds of a span that none of the others covers. */
function idleWithin({ from, to }: Span, others: readonly Span[]): number {
  let idle = 0;
  let covered = from;
  for (const other of others.toSorted((a, b) => a.from - b.from)) {
    if (other.from >= to) break;
    idle += Math.max(0, other.from - covered);
    covered = Math.max(covered, other.to);
  }
  return idle + Math.max(0, to - covered);
}
