/** Texts of which something is not shown: what the API says of them, and when. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
  await origin.put('film.de.srt', '00:00:01,000 --> 00:00:02,000\nGut\n');
  await origin.put('film.en.srt', '00:00:01,000 --> 00:00:02,000\nA\n\n00:00:03,000 --> 00:00:02,000\nB\n');
});
afterAll(() => origin.stop());

const REASON = /^"film\.en\.srt" is not shown as it was written: Cues that end before they begin/;

const listed = async () => {
  const { assets } = (await (await origin.manage('/assets')).json()) as {
    assets: { notPlayed?: string[] }[];
  };
  return assets[0]!.notPlayed;
};

it('are described with the asset, which has them read, and are in the list from then on', async () => {
  await origin.services.library.get('film' as never, new AbortController().signal);
  expect(await listed()).toBeUndefined();
  const film = (await (await origin.manage('/assets/film')).json()) as {
    textProblems: unknown;
    summary: { notPlayed: string[] };
  };
  expect(film.textProblems).toEqual([
    { id: 't-en', code: 'cue_without_duration', count: 1, line: 4, reason: expect.stringMatching(REASON) },
  ]);
  expect(film.summary.notPlayed).toEqual([expect.stringMatching(REASON)]);
  expect(await listed()).toEqual([expect.stringMatching(REASON)]);
});
