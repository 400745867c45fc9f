/** Masters whose video is not there for as long as their audio, or has too many frames, in a real browser with three players. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { type Demo, startDemo } from '../../support/demo.js';
import { type TimelineKind, timelineMaster } from '../../support/timeline-masters.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

const PLAYERS = ['hls', 'dash', 'shaka'];
const MASTERS: readonly (readonly [what: string, kind: TimelineKind, seconds: number])[] = [
  ['video that begins late', 'late-by-five', 8],
  ['video that ends early', 'ends-early', 9],
  ['one picture with long audio', 'one-picture', 11],
  ['240 frames a second', '240-fps-small', 4],
];
const CASES = MASTERS.flatMap(([what, kind, seconds]) =>
  PLAYERS.map((player) => ({ what, kind, seconds, player })),
);

interface Played {
  /** The ranges that were played, in seconds. */
  readonly played: readonly (readonly [start: number, end: number])[];
  readonly duration: number;
  readonly decodedAudioBytes: number;
  readonly frames: number;
}

describe.skipIf(executable === undefined)(`in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let demo: Demo | undefined;

  beforeAll(async () => {
    browser = await launchChromium(executable ?? '');
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await demo?.stop();
    demo = undefined;
  });
  afterAll(() => browser?.close());

  it.each(CASES)('$player plays all of $what', async ({ kind, seconds, player }) => {
    demo = await startDemo([await timelineMaster(kind)]);
    const { page, errors } = await openPage(browser, `${demo.page}&player=${player}`, { bypassCSP: true });
    await ends(page, player);
    const { played, duration, decodedAudioBytes, frames } = await report(page);
    expect(duration).toBeCloseTo(seconds, 0);
    // In one go, from the first sample of audio to the last.
    expect(played).toHaveLength(1);
    expect(played[0]![0]).toBeLessThan(0.1);
    expect(played[0]![1]).toBeGreaterThan(seconds - END_WITHIN[player]!);
    expect(decodedAudioBytes).toBeGreaterThan(0);
    expect(frames).toBeGreaterThan(0);
    expect(frames / seconds).toBeLessThan(31);
    expect(errors).toEqual([]);
  });
});

/** In seconds; dash.js may stop so shortly before the end (see `players.test.ts`). */
const END_WITHIN: Readonly<Record<string, number>> = { hls: 0.2, dash: 0.6, shaka: 0.2 };
/** An expression for the page is a string, since this file is compiled without DOM types. */
const VIDEO = "document.querySelector('video')";

async function ends(page: Page, player: string): Promise<void> {
  const isAtEnd = `${VIDEO}?.ended || (${VIDEO}?.currentTime > ${VIDEO}?.duration - ${END_WITHIN[player]! / 2})`;
  await page.waitForFunction(isAtEnd, undefined, { timeout: PLAYING_MS, polling: 100 });
}

async function report(page: Page): Promise<Played> {
  const text = await page.evaluate<string>(`{
    const video = ${VIDEO};
    const played = Array.from({ length: video.played.length }, (_, i) => [video.played.start(i), video.played.end(i)]);
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    JSON.stringify({ played, frames, duration: video.duration, decodedAudioBytes: video.webkitAudioDecodedByteCount });
  }`);
  return JSON.parse(text) as Played;
}
