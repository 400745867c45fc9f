/** Plays a master in the demo's page to its end, and tells what was played. */
import type { Browser, Page } from 'playwright-core';
import { PLAYING_MS } from '../../../support/budgets.js';
import { openPage } from '../../../web/chromium.js';

/** The players of the page. */
export const PLAYERS = ['hls', 'dash', 'shaka'];

/** In seconds; dash.js may stop so shortly before the end (see `players.test.ts`). */
export const END_WITHIN: Readonly<Record<string, number>> = { hls: 0.2, dash: 0.6, shaka: 0.2 };

export interface WholePlayback {
  /** The ranges that were played, in seconds. */
  readonly played: readonly (readonly [start: number, end: number])[];
  readonly duration: number;
  readonly decodedAudioBytes: number;
  readonly frames: number;
  /** Of the element, if it gave up. */
  readonly mediaError: string | null;
  /** Of the page. */
  readonly errors: readonly string[];
}

/** An expression for the page is a string, since this file is compiled without DOM types. */
const VIDEO = "document.querySelector('video')";

/** @param url of the demo's page. @throws Error with what was played if the player does not end. */
export async function playWhole(browser: Browser, url: string, player: string): Promise<WholePlayback> {
  const { page, errors } = await openPage(browser, `${url}&player=${player}`, { bypassCSP: true });
  const isAtEnd = `${VIDEO}?.ended || (${VIDEO}?.currentTime > ${VIDEO}?.duration - ${END_WITHIN[player]! / 2})`;
  const options = { timeout: PLAYING_MS, polling: 100 };
  await page.waitForFunction(isAtEnd, undefined, options).catch(async (cause: unknown) => {
    throw new Error(`${player} does not end: ${JSON.stringify(await report(page))}`, { cause });
  });
  return { ...(await report(page)), errors };
}

async function report(page: Page): Promise<Omit<WholePlayback, 'errors'>> {
  const text = await page.evaluate<string>(`{
    const video = ${VIDEO};
    const played = Array.from({ length: video.played.length }, (_, i) => [video.played.start(i), video.played.end(i)]);
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    const mediaError = video.error && video.error.message;
    JSON.stringify({ played, frames, mediaError, duration: video.duration, decodedAudioBytes: video.webkitAudioDecodedByteCount });
  }`);
  return JSON.parse(text) as Omit<WholePlayback, 'errors'>;
}
