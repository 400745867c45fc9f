/** Burned-in text that is a trap: what of it is too much is refused and said, and viewers of other films are served meanwhile. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { burnMaster } from '../../support/burn/burn-masters.js';
import {
  assOf,
  badFontsMaster,
  filled,
  millionCuesMaster,
  srtOf,
} from '../../support/burn/hostile-text-masters.js';
import { readPresentation } from '../../support/hls-client.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { openAs, statusOf, tally } from './support/client.js';
import { copiesInto } from './support/greedy-masters.js';
import { MOST_MEBIBYTES, MOST_STALL_MS, printRow, vitalsDuring } from './support/vitals.js';

/** Films of other viewers, each segment of which is new. */
const OTHERS = ['other-0', 'other-1', 'other-2', 'other-3'];
/** Segments that another viewer plays while a text is read. */
const PLAYED = 6;

let folder: string;
let origin: Origin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-burned-bombs-'));
  const put = async (name: string, master: string) => copyFile(master, join(folder, name));
  const beside = async (name: string, text: string) => writeFile(join(folder, name), text);
  await copiesInto(folder, OTHERS);
  await put('million.mkv', await millionCuesMaster());
  await put('fonts.mkv', await badFontsMaster());
  await put('full.mkv', await burnMaster('SubRip in Matroska'));
  await beside('full.de.srt', filled(srtOf));
  await beside('full.fr.ass', filled(assOf));
  await beside('full.en.srt', srtOf(1_000_000));
  origin = await startOrigin({ folder, env: { ONPLAY_ENCODE_SLOTS: '2', ONPLAY_PASSTHROUGH: 'off' } });
}, SERVER_TEST_MS);

afterAll(async () => {
  await origin?.stop();
  if (folder) await rm(folder, { recursive: true });
});

async function description(asset: string) {
  const authorization = `Bearer ${origin.adminKey}`;
  const answer = await origin.fetch(`/api/assets/${asset}`, { headers: { authorization } });
  return (await answer.json()) as {
    readonly summary: { readonly notPlayed?: readonly string[] };
    readonly burn: readonly { readonly id: string }[];
    readonly ignoredSidecars: readonly { readonly name: string }[];
    readonly textProblems: readonly { readonly id: string; readonly code: string }[];
  };
}

/** Answers to all segments of a film with a text burned in. */
async function burned(asset: string, text: string): Promise<number[]> {
  const { variants } = await readPresentation(origin, asset, `&burn=${text}&max_height=180`);
  return Promise.all(variants[0]!.segments.map((url) => statusOf(url)));
}

test.each([
  ['SubRip', 'de', OTHERS[0]!],
  ['ASS', 'fr', OTHERS[1]!],
])(
  '16 MB of %s in one moment: its segments are refused, and all others are played',
  async (name, language, other) => {
    const act = async () => {
      const film = await openAs('another viewer', origin, other);
      const segments = film.segments.slice(0, PLAYED);
      const playing = Promise.all(segments.map((url) => statusOf(url)));
      return { bomb: await burned('full', `t-${language}`), other: await playing };
    };
    const { vitals, result } = await vitalsDuring(origin, act);
    printRow(`burned: 16 MB of ${name}`, vitals, `bomb ${tally(result.bomb)}; other ${tally(result.other)}`);
    // Of 2, 2, 4 and 4 seconds; the text ends at 9 s.
    expect(result.bomb).toEqual([422, 422, 422, 422]);
    expect(result.other).toEqual(Array(PLAYED).fill(200));
    expect(vitals.isAlive).toBe(true);
    expect(vitals.worstStallMs).toBeLessThan(MOST_STALL_MS);
    expect(vitals.peakMebibytes).toBeLessThan(MOST_MEBIBYTES);
  },
);

test('what of these texts is not read is said', async () => {
  const { ignoredSidecars, textProblems } = await description('full');
  expect(ignoredSidecars.map((sidecar) => sidecar.name)).toEqual(['full.en.srt']);
  const codes = textProblems.filter(({ id }) => id === 't-de').map(({ code }) => code);
  expect(codes).toContain('cues_cut');
});

test('a million cues in a track are not read: the film plays, and says so', async () => {
  const { summary, burn } = await description('million');
  expect(burn).toEqual([]);
  expect(summary.notPlayed).toEqual([
    expect.stringMatching(/^text 1 of 1 is not played: .* 400000 samples$/),
  ]);
  const token = origin.token('million');
  const refused = await origin.fetch(`/million.m3u8?token=${token}&burn=1`);
  expect(refused.status).toBe(404);
  expect(await refused.json()).toMatchObject({ code: 'burn_impossible' });
  const { segments } = await openAs('viewer', origin, 'million');
  expect(await Promise.all(segments.map((url) => statusOf(url)))).toEqual(segments.map(() => 200));
});

test('fonts of 50 MB, and fonts that are none, are left out and said to be; the text is drawn with others', async () => {
  expect(await burned('fonts', '1')).toEqual([200, 200, 200, 200]);
  const { textProblems } = await description('fonts');
  expect(textProblems).toMatchObject([{ code: 'fonts_left_out', count: 1 }]);
  const warnings = origin.log.filter(({ msg }) => msg === 'text is not shown as it was written');
  // Once, and not for each segment.
  expect(warnings.filter(({ asset }) => asset === 'fonts')).toHaveLength(1);
});
