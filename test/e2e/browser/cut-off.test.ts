/** Recordings that end in the middle of a frame are played in a real browser as far as they are whole, to an end. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { type Demo, startDemo } from '../../support/demo.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { sourceFilmPath } from '../../support/films/source-film.js';
import { generateMaster } from '../../support/masters.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { ends, IDLE_STALL_MS, isFault, longestIdleStall, passes, report } from './support/playback.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

/** Each with a player, which is told the same by all manifests. */
const RECORDINGS = [
  ['H.264 and AAC in Matroska', sourceFilmPath],
  ['VP9 and Opus in WebM', () => generateMaster('webm-vp9-opus')],
] as const;
const PLAYERS = ['hls', 'dash', 'shaka'];

/** How much of the file is left. */
const LEFT = 0.7;
/** Audio may end a frame before the last frame of video, or after it. */
const END_TOLERANCE_SECONDS = 0.15;

describe.skipIf(executable === undefined)(`in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let browser: Browser;
  let folder: string;
  let demo: Demo;

  beforeAll(async () => {
    browser = await launchChromium(executable ?? '');
    folder = await mkdtemp(join(tmpdir(), 'onplay-cut-off-'));
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await demo?.stop();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Cuts a master off. Returns the path of what is left, and the end of its last whole frame of video in seconds. */
  async function cutOff(master: string): Promise<{ path: string; end: number }> {
    const path = join(folder, `cut-off${extname(master)}`);
    const whole = await readFile(master);
    await writeFile(path, whole.subarray(0, Math.floor(LEFT * whole.length)));
    const wanted = [
      '-select_streams',
      'v',
      '-show_entries',
      'packet=pts_time,duration_time',
      '-of',
      'csv=p=0',
    ];
    const packets = (await runToolOrFail('ffprobe', ['-v', 'quiet', ...wanted, path])).toString();
    const ends = packets
      .trim()
      .split('\n')
      .map((line) => line.split(',').reduce((sum, field) => sum + Number(field), 0));
    return { path, end: Math.max(...ends) };
  }

  describe.each(RECORDINGS)('%s', (_, master) => {
    it.each(PLAYERS)('%s plays what is whole of it, to the end', async (player) => {
      const { path, end } = await cutOff(await master());
      demo = await startDemo([path]);
      const { page, errors } = await openPage(browser, `${demo.page}&player=${player}`, { bypassCSP: true });
      await passes(page, 1);
      await ends(page, player);
      const { events, loads, duration } = await report(page);
      expect(events.filter(isFault)).toEqual([]);
      expect(longestIdleStall(events, loads)).toBeLessThan(IDLE_STALL_MS);
      expect(Math.abs(duration - end)).toBeLessThan(END_TOLERANCE_SECONDS);
      expect(errors).toEqual([]);
    });
  });
});
