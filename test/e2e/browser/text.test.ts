/** Text beside a master, in a real browser with three players: every cue at its time, as it was written. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAYING_MS, SERVER_TEST_MS } from '../../support/budgets.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { findChromium, launchChromium, openPage } from '../../web/chromium.js';
import { type Player, servePage } from './support/serve-page.js';
import { CUES, EMBEDDED, type ShownCue, TEXT_FILES } from './support/text-files.js';

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';
const PLAYERS = { hls: 'm3u8', dash: 'mpd', shaka: 'mpd' } as const;
const CASES = (Object.keys(PLAYERS) as Player[]).flatMap((player) =>
  Object.keys(CUES).map((language) => ({ player, language })),
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

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-text-'));
    const files: Record<string, string> = {};
    for (const [name, bytes] of Object.entries(TEXT_FILES)) {
      files[`film.${name}`] = join(folder, name);
      await writeFile(join(folder, name), bytes);
    }
    origin = await startOrigin({
      masters: {
        'film.mp4': await generateMaster('h264-24-gop2'),
        ...files,
        'subrip.mkv': await withText('subrip.mkv', 'srt'),
        'tx3g.mp4': await withText('tx3g.mp4', 'mov_text'),
      },
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

  /** A master with text within it, and without audio, whose priming would move all of it. */
  async function withText(name: string, codec: string): Promise<string> {
    const [text, path] = [join(folder, 'embedded.srt'), join(folder, name)];
    await writeFile(text, EMBEDDED.text);
    const inputs = ['-i', await generateMaster('h264-24-gop2'), '-i', text, '-map', '0:v', '-map', '1'];
    const language = ['-metadata:s:s:0', 'language=ger'];
    await runToolOrFail('ffmpeg', [
      '-y',
      '-v',
      'error',
      ...inputs,
      ...language,
      '-c',
      'copy',
      '-c:s',
      codec,
      path,
    ]);
    return path;
  }

  async function play(player: Player, language: string, count: number, asset = 'film'): Promise<Seen> {
    const url = `${origin.url}/${asset}.${PLAYERS[player]}?token=${origin.token(asset)}`;
    const files = await servePage(player, 'text-page.js');
    try {
      const { page, errors } = await openPage(browser, files.url);
      await page.evaluate(`players.${player}(${JSON.stringify(url)}, ${JSON.stringify(language)})`);
      await page.evaluate(`document.querySelector('video').play()`);
      const isOver = `seen.cues.length >= ${count} && (video.ended || video.currentTime > video.duration - 0.6)`;
      await page.waitForFunction(isOver, undefined, { timeout: PLAYING_MS });
      const seen = await page.evaluate<Seen>('seen');
      await page.context().close();
      expect([...seen.errors, ...errors]).toEqual([]);
      return seen;
    } finally {
      files.server.close();
    }
  }

  it.each(CASES)(
    '$player shows every cue of $language once, at its time, as it was written',
    async ({ player, language }) => {
      const expected = CUES[language]!;
      const { cues, tracks } = await play(player, language, expected.length);
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
    (Object.keys(PLAYERS) as Player[]).flatMap((player) =>
      ['subrip', 'tx3g'].map((asset) => ({ player, asset })),
    ),
  )('$player shows the text within $asset', async ({ player, asset }) => {
    const { cues } = await play(player, 'de', EMBEDDED.cues.length, asset);
    expectCues(cues, EMBEDDED.cues);
  });

  /** dash.js adds them as it comes to them; the browser has them in the order of their starts. */
  function expectCues(cues: readonly ShownCue[], expected: readonly ShownCue[]): void {
    const inOrder = cues.toSorted((a, b) => a.start - b.start);
    expect(inOrder.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
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
