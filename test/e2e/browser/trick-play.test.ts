/** In a real browser, players that scrub show keyframes; one that knows none plays as if there were none. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { readFrameNumber } from '../../support/frame-number.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { type Player, servePage } from './support/serve-page.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

const HEIGHTS = [240, 360, 480, 720];

interface Seen {
  readonly errors: readonly string[];
  /** The luma of each frame. */
  readonly shown: readonly (readonly number[])[];
  readonly size: readonly [width: number, height: number];
}

describe.skipIf(executable === undefined)(`in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let origin: Origin;

  beforeAll(async () => {
    origin = await startOrigin({ masters: { 'film.mp4': await generateMaster('h264-24-gop2') } });
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
  });

  /** What a player did with the film, see `trick-page.js`; `later` is the other video it fetched after the first for trick play. */
  async function play(player: Player, extension: string, times: readonly number[] = []) {
    const url = `${origin.url}/film.${extension}?token=${origin.token('film')}`;
    const files = await servePage(player, 'trick-page.js');
    const { page, errors } = await openPage(browser, files.url);
    try {
      const requested: string[] = [];
      page.on('request', (request) => requested.push(new URL(request.url()).pathname));
      const call = `players.${player}(${JSON.stringify(url)}, ${JSON.stringify(times)})`;
      const heights = await page.evaluate<number[]>(call);
      const seen = await page.evaluate<Seen>('trick');
      expect([errors, seen.errors]).toEqual([[], []]);
      const [width, height] = seen.size;
      const frames = seen.shown.map((luma) => readFrameNumber(Uint8Array.from(luma), width, height));
      const isTrick = (path: string) => path.includes('-trick-');
      const trick = requested.filter(isTrick).map(fileOf);
      const afterwards = requested.slice(requested.findIndex(isTrick));
      const later = trick.length > 0 ? afterwards.filter((path) => /\/v\d+-[0-9a-f]{16}\//.test(path)) : [];
      return { heights: [...new Set(heights)].sort((a, b) => a - b), frames, trick, later };
    } finally {
      files.server.close();
      await page.context().close();
    }
  }

  it.each([['m3u8'], ['mpd']])('Shaka scrubs %s by keyframes alone', async (extension) => {
    const { heights, frames, trick, later } = await play('shaka', extension, [7, 11.5]);
    expect(heights).toEqual(HEIGHTS);
    expect(frames).toEqual([144, 240]);
    expect(trick).toEqual(
      expect.arrayContaining(['v360-trick/init.mp4', 'v360-trick/3.m4s', 'v360-trick/5.m4s']),
    );
    expect(later).toEqual([]);
  });

  it('hls.js plays, and shows the keyframe of each time that is scrubbed to', async () => {
    const { heights, frames, trick } = await play('hls', 'm3u8', [7, 3.5, 11.9]);
    expect(heights).toEqual(HEIGHTS);
    expect(frames).toEqual([144, 48, 240]);
    expect(trick).toEqual(
      expect.arrayContaining(['v360-trick/3.m4s', 'v360-trick/1.m4s', 'v360-trick/5.m4s']),
    );
  });

  it('dash.js plays, and does not take them for another rendition', async () => {
    expect(await play('dash', 'mpd')).toEqual({ heights: HEIGHTS, frames: [], trick: [], later: [] });
  });
});

/** `v360-trick/5.m4s` of the path of a frame. */
function fileOf(path: string): string {
  return path.replace(/^.*\/(v\d+-trick)-[0-9a-f]{16}\//, '$1/');
}
