/** Text beside a master and within it, in a real browser with three players and in ffmpeg: every cue at its time, as it was written. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainText, readText } from '../../../src/text/index.js';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';
import { patientFetch } from '../../support/patient-fetch.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { EMBEDDED_KINDS, type EmbeddedText, embeddedTexts } from './support/embedded-texts.js';
import { type Player, servePage } from './support/serve-page.js';
import { CUES, type ShownCue, TEXT_FILES } from './support/text-files.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';
const PLAYERS = { hls: 'm3u8', dash: 'mpd', shaka: 'mpd' } as const;
/** All of it comes to players as WebVTT, so two of them are shown what differs then: scripts, overlaps, markup, no cue, and many. */
const SHOWN_TO_ALL = ['de', 'ar', 'zh-Hant', 'it', 'sv'];
const CASES = (Object.keys(PLAYERS) as Player[]).flatMap((player) =>
  Object.keys(CUES)
    .filter((language) => player === 'hls' || SHOWN_TO_ALL.includes(language))
    .map((language) => ({ player, language })),
);
/** In ms. */
const EXACT = 1;

interface Seen {
  readonly errors: readonly string[];
  readonly cues: readonly ShownCue[];
  readonly tracks: readonly { readonly lang: string; readonly name: string; readonly forced: boolean }[];
}

describe.skipIf(executable === undefined)(`text in a browser${why}`, { timeout: SERVER_TEST_MS }, () => {
  let folder: string;
  let browser: Browser;
  let origin: Origin;
  let embedded: readonly EmbeddedText[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-text-'));
    const files: Record<string, string> = {};
    for (const [name, bytes] of Object.entries(TEXT_FILES)) {
      files[`film.${name}`] = join(folder, name);
      await writeFile(join(folder, name), bytes);
    }
    embedded = await embeddedTexts(join(folder, 'embedded'));
    const within = Object.fromEntries(embedded.map(({ name, path }) => [name, path]));
    origin = await startOrigin({
      masters: { 'film.mp4': await generateMaster('h264-24-gop2'), ...files, ...within },
      // Six segments, so that cues go over their ends.
      env: { ONPLAY_SEGMENT_MS: '2000' },
    });
    browser = await launchChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await origin?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function play(
    player: Player,
    language: string,
    expected: readonly ShownCue[],
    asset = 'film',
  ): Promise<Seen> {
    const url = `${origin.url}/${asset}.${PLAYERS[player]}?token=${origin.token(asset)}`;
    // A transport stream is read once as a whole before its first play.
    await (await patientFetch(url)).arrayBuffer();
    const files = await servePage(player, 'text-page.js');
    try {
      const { page, errors } = await openPage(browser, files.url);
      await page.evaluate(`players.${player}(${JSON.stringify(url)}, ${JSON.stringify(language)})`);
      await page.evaluate(`document.querySelector('video').play()`);
      const last = Math.max(0, ...expected.map(({ end }) => end)) / 1000;
      const isPast =
        asset === 'film' ? 'video.currentTime > video.duration - 0.6' : `video.currentTime > ${last}`;
      const isOver = `seen.cues.length >= ${expected.length} && (video.ended || ${isPast})`;
      await page.waitForFunction(isOver, undefined, { timeout: PLAYING_MS });
      const seen = await page.evaluate<Seen>('seen');
      await page.context().close();
      expect([...seen.errors, ...errors]).toEqual([]);
      return seen;
    } finally {
      files.server.close();
    }
  }

  it.each(partOf(CASES, 5))(
    '$player shows every cue of $language once, at its time, as it was written',
    async ({ player, language }) => {
      const expected = CUES[language]!;
      const { cues, tracks } = await play(player, language, expected);
      const languages = tracks.map(({ lang }) => lang.toLowerCase()).sort();
      expect(languages).toEqual(
        Object.keys(CUES)
          .map((tag) => tag.toLowerCase())
          .sort(),
      );
      expectCues(cues, expected);
    },
  );

  it.each(
    partOf(
      (Object.keys(PLAYERS) as Player[]).flatMap((player) =>
        EMBEDDED_KINDS.map((asset) => ({ player, asset })),
      ),
    ),
  )('$player shows the text within $asset', async ({ player, asset }) => {
    const { language, cues } = embedded.find((text) => text.asset === asset)!;
    expectCues((await play(player, language, cues, asset)).cues, cues);
  });

  it('ffmpeg reads the text of every kind of track and file', async () => {
    const files = Object.entries(CUES).map(([language, cues]) => ({ asset: 'film', language, cues }));
    for (const { asset, language, cues } of [...files, ...embedded]) {
      // It has no text in a file without cues.
      if (cues.length > 0) expectCues(await cuesOfFfmpeg(asset, language), cues, `${asset} ${language}`);
    }
  });

  /** Each cue once, of all segments that have it. */
  async function cuesOfFfmpeg(asset: string, language: string): Promise<readonly ShownCue[]> {
    const master = `${origin.url}/${asset}.m3u8?token=${origin.token(asset)}`;
    const lines = (await (await patientFetch(master)).text())
      .split('\n')
      .filter((line) => /TYPE=SUBTITLES/.test(line));
    const line = lines.find((one) => one.includes(`LANGUAGE="${language}"`)) ?? lines[0] ?? '';
    const uri = new URL(/URI="([^"]+)"/.exec(line)?.[1] ?? '', master).href;
    const args = ['-v', 'error', '-allowed_extensions', 'ALL', '-i', uri, '-f', 'srt', '-'];
    const { cues } = readText(Buffer.from(await runToolOrFail('ffmpeg', args)), 'srt');
    const each = new Map(
      cues.map(({ start, end, payload }) => [
        `${start} ${plainText(payload)}`,
        { start, end, text: plainText(payload) },
      ]),
    );
    return [...each.values()];
  }

  /** dash.js adds them as it comes to them; the browser has them in the order of their starts. */
  function expectCues(cues: readonly ShownCue[], expected: readonly ShownCue[], asset = 'film'): void {
    const inOrder = cues.toSorted((a, b) => a.start - b.start);
    expect(
      inOrder.map(({ text }) => text),
      asset,
    ).toEqual(expected.map(({ text }) => text));
    inOrder.forEach(({ start, end }, index) => {
      expect(Math.abs(start - expected[index]!.start)).toBeLessThanOrEqual(EXACT);
      expect(Math.abs(end - expected[index]!.end)).toBeLessThanOrEqual(EXACT);
    });
  }

  it('says what of the broken file is not shown, by the API', async () => {
    const headers = { Authorization: `Bearer ${origin.adminKey}` };
    const { textProblems } = (await (await origin.fetch('/api/assets/film', { headers })).json()) as {
      textProblems: { id: string; code: string }[];
    };
    const codes = textProblems.filter(({ id }) => id === 't-hr').map(({ code }) => code);
    expect(codes.sort()).toEqual(['character_sets_mixed', 'cue_without_duration', 'times_unreadable']);
  });
});
