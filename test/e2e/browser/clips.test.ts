/** A clip in a real browser with three players: it begins at 0, ends at its duration, and shows its text at its times. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Of a film of 24 frames a second in segments of two seconds: the second to the fifth, the first and the last cut. */
const CLIP = { start: 'f70', end: 'f230' } as const;
const [START, END] = [70 / 24, 230 / 24];
/** The text of each second. */
const cueAt = (second: number) =>
  `${second + 1}\n00:00:${String(second).padStart(2, '0')},100 --> 00:00:${String(second).padStart(2, '0')},900\nat ${second}\n`;

interface Seen {
  readonly first: number;
  readonly duration: number;
  readonly buffered: readonly (readonly [number, number])[];
  readonly cues: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  readonly errors: readonly string[];
}

const SEEN = `JSON.stringify({
  first: globalThis.first, duration: video.duration, cues: seen.cues, errors: seen.errors,
  buffered: [...Array(video.buffered.length).keys()].map((i) => [video.buffered.start(i), video.buffered.end(i)]),
})`;

describe.skipIf(executable === undefined)(`a clip in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let folder: string;
  let browser: Browser;
  let origin: Origin;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-clips-'));
    const text = join(folder, 'de.srt');
    await writeFile(text, Array.from({ length: 12 }, (_, second) => cueAt(second)).join('\n'));
    origin = await startOrigin({
      masters: { 'film.mp4': await generateMaster('h264-24-gop2'), 'film.de.srt': text },
      env: { ONPLAY_SEGMENT_MS: '2000' },
    });
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['hls', 'm3u8'],
    ['shaka', 'm3u8'],
    ['dash', 'mpd'],
    ['shaka', 'mpd'],
  ] as const)('%s plays it by %s from 0 to its duration', async (player, extension) => {
    const url = `${origin.url}/film.${extension}?token=${origin.token('film', CLIP)}&max_height=240`;
    // Players give up where a busy machine answers 503.
    expect((await patientFetch(url)).status).toBe(200);
    const files = await servePage(player, 'text-page.js');
    try {
      const { page, errors } = await openPage(browser, files.url);
      await page.evaluate(`players.${player}(${JSON.stringify(url)}, 'de')`);
      await page.evaluate(
        "video.addEventListener('timeupdate', () => { globalThis.first ??= video.currentTime; })",
      );
      await playToTheEnd(page);
      const seen = JSON.parse(await page.evaluate<string>(SEEN)) as Seen;
      await page.context().close();
      expect([...faultsOf(seen.errors), ...errors]).toEqual([]);
      expect(seen.first).toBeLessThan(1);
      expect(seen.duration).toBeCloseTo(END - START, 1);
      expect(seen.buffered).toHaveLength(1);
      expect(seen.buffered[0]![0]).toBeLessThan(0.05);
      expect(Math.abs(seen.buffered[0]![1] - (END - START))).toBeLessThan(0.05);
      expectCues(seen.cues);
    } finally {
      files.server.close();
    }
  });

  /** Cut at both ends of the clip, as the third and the last are. */
  function expectCues(cues: Seen['cues']): void {
    const expected = Array.from({ length: 12 }, (_, second) => ({
      text: `at ${second}`,
      start: 1000 * Math.max(0, second + 0.1 - START),
      end: 1000 * (Math.min(second + 0.9, END) - START),
    })).filter(({ end, start }) => end > start);
    const inOrder = cues.toSorted((a, b) => a.start - b.start);
    expect(inOrder.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
    for (const [i, { start, end }] of inOrder.entries()) {
      expect(Math.abs(start - expected[i]!.start)).toBeLessThan(2);
      expect(Math.abs(end - expected[i]!.end)).toBeLessThan(2);
    }
  }
});
