/** What Chromium's own demuxers and decoders make of a file, for comparison: they decide nothing here. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';

/** How long the file is played, in milliseconds, at how many times its speed. */
const PLAYED_MS = 2000;
const SPEED = 16;

interface Playback {
  readonly error: string;
  readonly seconds: number;
  readonly frames: number;
  readonly isWhole: boolean;
}

/** In a few words: how many frames of it are decoded and how long it is, or the error. */
export async function playInChromium(browser: Browser, path: string): Promise<string> {
  const page = await browser.newPage();
  try {
    const file = (await readFile(path)).toString('base64');
    const played = await page.evaluate<Playback>(`(${SCRIPT})('${file}')`);
    if (played.error) return played.error;
    return `${played.frames}${played.isWhole ? '' : '+'} in ${played.seconds.toFixed(2)} s`;
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
const SCRIPT = `async (file) => {
  const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
  const video = document.createElement('video');
  video.src = URL.createObjectURL(new Blob([bytes]));
  video.muted = true;
  const happens = (name) => new Promise((resolve) => video.addEventListener(name, () => resolve(name), { once: true }));
  const timeout = new Promise((resolve) => setTimeout(resolve, ${PLAYED_MS}, 'timeout'));
  const [failure, ended] = [happens('error'), happens('ended')];
  await Promise.race([happens('loadedmetadata'), failure, timeout]);
  video.playbackRate = ${SPEED};
  video.play().catch(() => {});
  const last = await Promise.race([ended, failure, timeout]);
  const { totalVideoFrames: frames } = video.getVideoPlaybackQuality();
  const error = video.error ? 'error ' + video.error.code : '';
  return { error, seconds: video.duration, frames, isWhole: last === 'ended' };
}`;
