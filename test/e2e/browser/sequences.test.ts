/** Several parts in a real browser: players play through every seam to the end. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { bytesOf } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { servePage } from './support/serve-page.js';
import { faultsOf, playToTheEnd } from './support/to-the-end.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

/** The film has twelve seconds of 24 frames. Frames of it: the second of two pieces is before the first. Between them, audio is cut 21 ms shorter than video. */
const PIECES = [
  ['f107', 'f203'],
  ['f53', 'f101'],
] as const;
/** The advertisement has another frame rate, size and sample rate. */
const INSERT = { asset: 'ad', at: 'f155', end: 2 } as const;
const SECONDS = 2 + 60 / (30_000 / 1001) + 2 + 2;
/** On a busy machine, where the page itself may wait for a processor. */
const MAX_STALL_MS = 3000;
/** When a cue of the film is shown in the sequence: of its sixth second, of its eighth, of its ninth, and of its fourth. */
const CUES = [
  ['at 5', 5.1 - 107 / 24],
  ['at 7', 7.1 - 107 / 24 + 2.002],
  ['at 8', 8.1 - 107 / 24 + 2.002],
  ['at 3', 6.002 + 3.1 - 53 / 24],
] as const;
const cueAt = (second: number) =>
  `${second + 1}\n00:00:${String(second).padStart(2, '0')},100 --> 00:00:${String(second).padStart(2, '0')},900\nat ${second}\n`;

interface Seen {
  readonly duration: number;
  /** In seconds. */
  readonly buffered: readonly (readonly [start: number, end: number])[];
  readonly stalledMs: number;
  readonly cues: readonly { readonly start: number; readonly text: string }[];
  readonly errors: readonly string[];
}

/**
 * How long the video was to play and stood still, at most at once, from its first moment on; and all cues that the player has ever shown, since
 * dash.js removes those of a period that is over.
 */
const WATCH = `
  globalThis.shown = [];
  const { addCue } = TextTrack.prototype;
  TextTrack.prototype.addCue = function (cue) {
    globalThis.shown.push({ start: cue.startTime * 1000, text: cue.text.replace(/<[^>]*>/g, '') });
    return addCue.call(this, cue);
  };
  globalThis.stalledMs = 0;
  let since = performance.now(), at = 0;
  const look = () => {
    const now = performance.now();
    if (video.currentTime !== at || video.paused || video.ended || video.currentTime < 0.1) since = now;
    at = video.currentTime;
    globalThis.stalledMs = Math.max(globalThis.stalledMs, now - since);
    if (!video.ended) requestAnimationFrame(look);
  };
  look();
`;
const SEEN = `JSON.stringify({
  duration: video.duration, stalledMs, cues: shown,
  buffered: Array.from(video.buffered, (_, i) => [video.buffered.start(i), video.buffered.end(i)]),
  errors: globalThis.seen?.errors ?? onplay.events.filter(({ type }) => type === 'error').map(({ detail }) => detail),
})`;

/** Has hls.js begin each part where the one before it ends, as the page of the demo does. */
async function closeSeams(page: Page): Promise<void> {
  await page.evaluate(
    `import('/hls-seams.js').then(({ closeSeams }) => { globalThis.closeSeams = closeSeams; })`,
  );
}

describe.skipIf(executable === undefined)(
  `a sequence in a browser${why}`,
  { timeout: SERVER_TEST_MS },
  () => {
    let folder: string;
    let browser: Browser;
    let origin: Origin;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'onplay-sequences-'));
      const text = join(folder, 'de.srt');
      await writeFile(text, Array.from({ length: 12 }, (_, second) => cueAt(second)).join('\n'));
      origin = await startOrigin({
        masters: {
          'film.mp4': await generateMaster('h264-24-gop2'),
          'film.de.srt': text,
          'ad.mp4': await generateMaster('h264-2997'),
        },
        env: { ONPLAY_SEGMENT_MS: '2000' },
      });
      browser = await launchChromium(executable ?? '');
      // An insert that is not indexed in time is left out.
      await bytesOf(`${origin.url}/ad.m3u8?token=${origin.token('ad')}`);
      // All that is played is produced before: what is measured is the seams, not this machine.
      const played = await readHlsParts(urlOf('m3u8'));
      for (const { parts } of [played.video[0]!, ...played.audio, ...played.text])
        for (const { init, segments } of parts)
          for (const url of [init, ...segments]) if (url.startsWith('http')) await bytesOf(url);
    });
    afterAll(async () => {
      await browser?.close();
      await origin?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    function urlOf(extension: 'm3u8' | 'mpd'): string {
      const claims = {
        pieces: PIECES.map(([start, end]) => [start, end] as [string, string]),
        inserts: [{ ...INSERT }],
      };
      return `${origin.url}/film.${extension}?token=${origin.token('film', claims)}&max_height=240`;
    }

    it.each([
      // It begins each part a frame after the end of the one before, and may stand still there.
      ['hls', 'm3u8', 'text-page.js', 3 * 0.05, undefined],
      // With what the page of the demo adds.
      ['hls', 'm3u8', 'text-page.js', 0.01, closeSeams],
      ['shaka', 'm3u8', 'text-page.js', 0.01, undefined],
      // It shows no text of later periods at its time.
      ['dash', 'mpd', 'plain-page.js', 0.01, undefined],
      ['shaka', 'mpd', 'text-page.js', 0.01, undefined],
    ] as const)('%s plays it by %s to the end', async (player, extension, name, tolerance, prepare) => {
      const files = await servePage(player, name);
      try {
        const { page, errors } = await openPage(browser, files.url);
        await prepare?.(page);
        await page.evaluate(WATCH);
        await page.evaluate(`players.${player}(${JSON.stringify(urlOf(extension))}, 'de')`);
        await playToTheEnd(page);
        const seen = JSON.parse(await page.evaluate<string>(SEEN)) as Seen;
        expect(
          [...faultsOf(seen.errors), ...errors].filter((error) => error !== 'bufferNudgeOnStall'),
        ).toEqual([]);
        await page.context().close();
        expect(Math.abs(seen.duration - SECONDS)).toBeLessThan(tolerance);
        if (player !== 'hls' || prepare) {
          expect(seen.stalledMs).toBeLessThan(MAX_STALL_MS);
          // Without a hole, a browser that has the time does not stand still.
          expect(seen.buffered).toHaveLength(1);
        }
        if (name !== 'text-page.js') return;
        const found = CUES.flatMap(([cue, start]) =>
          seen.cues.filter(({ text }) => text === cue).map((each) => Math.abs(each.start / 1000 - start)),
        );
        // hls.js drops text that it has loaded before the video of its part; and on a busy machine a player may have it only when it is past the first.
        if (player !== 'hls') expect(found.length).toBeGreaterThan(1);
        expect(Math.max(0, ...found)).toBeLessThan(tolerance);
      } finally {
        files.server.close();
      }
    });
  },
);
