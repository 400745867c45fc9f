/** A page with hls.js in a real browser, the same for both sides of a comparison. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium, openPage } from '../../test/web/chromium.js';

export interface Playing {
  /** From passing the URL to the player to the first frame. */
  readonly startSeconds: number;
  /** From setting the time to playing there; undefined without a seek. */
  readonly seekSeconds: number | undefined;
  /** The height of the rendition played at the end. */
  readonly height: number;
}

export interface BrowserPlayer {
  /** Plays a URL in a new browser context, and then seeks if `seekTo` is given, in seconds. */
  play(url: string, seekTo?: number): Promise<Playing>;
  close(): Promise<void>;
}

const PAGE =
  '<!doctype html><video muted playsinline width="640"></video><script src="/hls.js"></script><script src="/page.js"></script>';
/** Seconds played before the seek. */
const SEEK_AFTER_SECONDS = 3;
const TIMEOUT_MS = 30_000;
/** Chromium starts a process for each page, which takes both processors of a small machine for a second. */
const SETTLE_MS = 1500;

/** Starts the browser. The caller closes it. @throws Error without a Chromium. */
export async function startBrowserPlayer(): Promise<BrowserPlayer> {
  const executable = findChromium();
  if (executable === undefined) throw new Error('no Chromium found: install one, or set CHROMIUM_PATH');
  const server = createServer(pageFiles());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await launchChromium(executable);
  return {
    play: (url, seekTo) => playOnce(browser, page, url, seekTo),
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function pageFiles(): Parameters<typeof createServer>[1] & object {
  const hlsScript = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');
  const pageScript = fileURLToPath(new URL('./player-page.js', import.meta.url));
  const files = new Map([
    ['/', { type: 'text/html', body: Buffer.from(PAGE) }],
    ['/hls.js', { type: 'text/javascript', body: readFileSync(hlsScript) }],
    ['/page.js', { type: 'text/javascript', body: readFileSync(pageScript) }],
  ]);
  return (request, response) => {
    const file = files.get(request.url ?? '');
    response.writeHead(file ? 200 : 404, { 'Content-Type': file?.type ?? 'text/plain' }).end(file?.body);
  };
}

async function playOnce(browser: Browser, address: string, url: string, seekTo?: number): Promise<Playing> {
  const { page } = await openPage(browser, address);
  page.setDefaultTimeout(TIMEOUT_MS);
  await page.waitForTimeout(SETTLE_MS);
  try {
    const startMs = await page.evaluate<number>(`measureStart(${JSON.stringify(url)})`);
    let seekMs: number | undefined;
    if (seekTo !== undefined) {
      await page.waitForFunction(`document.querySelector('video').currentTime > ${SEEK_AFTER_SECONDS}`);
      seekMs = await page.evaluate<number>(`measureSeek(${seekTo})`);
    }
    const height = await page.evaluate<number>('playedHeight()');
    const seekSeconds = seekMs === undefined ? undefined : seekMs / 1000;
    return { startSeconds: startMs / 1000, seekSeconds, height };
  } finally {
    await page.context().close();
  }
}
