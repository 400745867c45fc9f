/** A film with a mark in some of its segments plays in a real browser with three players, from its own segments and from those of all viewers. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { patientFetch } from '../../support/patient-fetch.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { servePage } from './support/serve-page.js';
import { faultsOf, playToTheEnd } from './support/to-the-end.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

/** Of twelve seconds in segments of two: in the second and in the fifth. */
const OVERLAYS = [{ text: '{viewer}', every: 6, for: 1, from: 2.5 }];

interface Seen {
  readonly duration: number;
  readonly buffered: readonly (readonly [number, number])[];
  /** Of the video that was requested: rendition and file. */
  readonly video: readonly string[];
  readonly errors: readonly string[];
}

const SEEN = `JSON.stringify({
  duration: video.duration, errors: seen.errors,
  buffered: [...Array(video.buffered.length).keys()].map((i) => [video.buffered.start(i), video.buffered.end(i)]),
  video: performance.getEntriesByType('resource').map(({ name }) => name.split('/').slice(-2).join('/'))
    .filter((name) => /^v.*\\.m4s/.test(name)).map((name) => name.split('?')[0]),
})`;

describe.skipIf(executable === undefined)(`marks in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let origin: Origin;

  beforeAll(async () => {
    origin = await startOrigin({
      masters: { 'film.mp4': await generateMaster('h264-24-gop2') },
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
    ['shaka', 'm3u8'],
    ['dash', 'mpd'],
    ['shaka', 'mpd'],
  ] as const)('%s plays them by %s to the end, without a gap', async (player, extension) => {
    const token = origin.token('film', { viewer: player, overlays: OVERLAYS });
    const url = `${origin.url}/film.${extension}?token=${token}&max_height=240`;
    // Players give up where a busy machine answers 503.
    expect((await patientFetch(url)).status).toBe(200);
    const files = await servePage(player, 'text-page.js');
    try {
      const { page, errors } = await openPage(browser, files.url);
      await page.evaluate(`players.${player}(${JSON.stringify(url)}, 'de')`);
      await playToTheEnd(page);
      const seen = JSON.parse(await page.evaluate<string>(SEEN)) as Seen;
      await page.context().close();
      expect([...faultsOf(seen.errors), ...errors]).toEqual([]);
      expect(seen.buffered).toHaveLength(1);
      expect(seen.buffered[0]![0]).toBeLessThan(0.1);
      expect(Math.abs(seen.buffered[0]![1] - seen.duration)).toBeLessThan(0.1);
      const fetched = (own: boolean) =>
        new Set(seen.video.filter((name) => name.includes('-m') === own).map((name) => name.split('/')[1]));
      expect(fetched(true)).toEqual(new Set(['1.m4s', '4.m4s']));
      expect(fetched(false)).toEqual(new Set(['0.m4s', '2.m4s', '3.m4s', '5.m4s']));
    } finally {
      files.server.close();
    }
  });
});
