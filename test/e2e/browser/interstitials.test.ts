/** Inserts as interstitials in a real browser: players play each of them, and the film goes on with the frame where it was left. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { bytesOf } from '../../support/hls-client.js';
import { interstitialsOf } from '../../support/interstitials-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { servePage } from './support/serve-page.js';
import { faultsOf } from './support/to-the-end.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

/** The film has twelve seconds of 24 frames, in segments of two: one break is within a segment, with two inserts, one between two. */
const INSERTS = [
  { asset: 'ad', at: 'start', end: 1.5 },
  { asset: 'ad', at: 'f107', end: 1.5 },
  { asset: 'ad', at: 'f107', start: 3, end: 4.5 },
  { asset: 'ad', at: 'f192', end: 1.5 },
  { asset: 'ad', at: 'end', end: 1.5 },
];
/** After which insert the film goes on, and with which frame. */
const RESUMED = [
  [1, 0],
  [3, 107],
  [4, 192],
] as const;
const [FPS, SECONDS] = [24, 12];
/** On a busy machine. */
const MAX_STALL_MS = 3000;
/** hls.js looks where it is four times in a second; on a busy machine later. */
const MAX_LATE = 1;

interface Seen {
  readonly errors: readonly string[];
  readonly begun: readonly number[];
  readonly frames: readonly { readonly after: number; readonly time: number; readonly at: number }[];
}

describe.skipIf(executable === undefined)(
  `interstitials in a browser${why}`,
  { timeout: SERVER_TEST_MS },
  () => {
    let browser: Browser;
    let origin: Origin;

    beforeAll(async () => {
      origin = await startOrigin({
        masters: {
          'film.mp4': await generateMaster('h264-24-gop2'),
          'ad.mp4': await generateMaster('h264-2997'),
        },
        env: { ONPLAY_SEGMENT_MS: '2000' },
      });
      browser = await launchChromium(executable ?? '');
      // An insert that is not indexed in time is left out.
      await bytesOf(`${origin.url}/ad.m3u8?token=${origin.token('ad')}`);
      // All that is played is produced before: what is measured is the players, not this machine.
      const inserts = (await interstitialsOf(url())).flatMap(({ assets }) => assets.map(({ URI }) => URI));
      for (const playlist of [url(), ...inserts]) {
        const { video, audio } = await readHlsParts(playlist);
        for (const { parts } of [...video, ...audio])
          for (const { init, segments } of parts) for (const each of [init, ...segments]) await bytesOf(each);
      }
    });
    afterAll(async () => {
      await browser?.close();
      await origin?.stop();
    });

    const url = () =>
      `${origin.url}/film.m3u8?token=${origin.token('film', { inserts: INSERTS, interstitials: true })}&max_height=240`;

    it.each([
      // It seeks back to the frame, with what the page of the demo adds exactly.
      ['hls', 0.002],
      // It plays interstitials in a video of their own, and the film goes on where it was paused.
      ['shaka', MAX_LATE],
    ] as const)('%s plays all of them, and the whole film', async (player, tolerance) => {
      const files = await servePage(player, 'interstitials-page.js');
      try {
        const { page, errors } = await openPage(browser, files.url);
        await page.evaluate(
          `import('/hls-interstitials.js').then((module) => Object.assign(globalThis, module))`,
        );
        await page.evaluate(`players.${player}(${JSON.stringify(url())})`);
        // hls.js has the video load the first interstitial, which ends the promise.
        await page.evaluate('video.play().catch(() => undefined)');
        await page.waitForFunction('seen.isOver', undefined, { timeout: PLAYING_MS });
        const seen = JSON.parse(await page.evaluate<string>('JSON.stringify(seen)')) as Seen;
        await page.context().close();
        expect([...faultsOf(seen.errors), ...errors]).toEqual([]);
        expect(seen.begun).toHaveLength(INSERTS.length);
        for (const [after, frame] of RESUMED) {
          const before = seen.frames.findLast((each) => each.after < after);
          const first = seen.frames.find((each) => each.after === after)!;
          expect(Math.abs(first.time - frame / FPS)).toBeLessThan(tolerance);
          if (before) expect(Math.abs(before.time - frame / FPS)).toBeLessThan(MAX_LATE);
        }
        expect(longestOf(seen.frames.map(({ time }) => time).toSorted((a, b) => a - b))).toBeLessThan(0.5);
        expect(seen.frames.at(-1)!.time).toBeGreaterThan(SECONDS - 0.5);
        for (const [after] of RESUMED) {
          const shown = seen.frames.filter((each) => each.after === after).map(({ at }) => at);
          expect(longestOf(shown)).toBeLessThan(MAX_STALL_MS);
        }
      } finally {
        files.server.close();
      }
    });
  },
);

/** The longest step between two neighbours. */
function longestOf(ascending: readonly number[]): number {
  return Math.max(...ascending.slice(1).map((each, n) => each - ascending[n]!));
}
