/** Inserts that cannot be played any more: interstitials without them, and a programme that does not notice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { bytesOf } from '../../support/hls-client.js';
import { dateRangesOf, mediaPlaylistsOf } from '../../support/interstitials-client.js';
import { codeOf, DAMAGED, startTestOrigin, type TestOrigin } from './support/test-origin.js';

const INSERTS = [
  { asset: 'lost', at: 'f50' },
  { asset: 'lost', at: 'f100', end: 'f50' },
  { asset: 'kept', at: 'f100', end: 'f100' },
  { asset: 'kept', at: 'f150', end: 'f50' },
];
const LOSSES = [
  ['replaced', 'another ad'],
  ['deleted', undefined],
  ['damaged', DAMAGED],
] as const;

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({
    masters: ['film.mp4', 'lost.mp4', 'kept.mp4'],
    env: { ONPLAY_SEGMENT_MS: '2000' },
  });
  // An insert that is not indexed in time is left out.
  for (const asset of ['lost', 'kept'])
    await origin.services.library.get(toAssetId(asset), new AbortController().signal);
});
afterEach(() => origin.stop());

const playlistsOf = (interstitials: boolean, inserts = INSERTS) =>
  mediaPlaylistsOf(`${origin.url}/film.m3u8?token=${origin.token('film', { inserts, interstitials })}`);
const textOf = async (url: string) => (await bytesOf(url)).toString('utf8');

describe.each(LOSSES)('an interstitial whose asset was %s', (_how, contents) => {
  it('is left out of the playlists of its session, which have all of the programme and the other breaks', async () => {
    const playlists = await playlistsOf(true);
    await origin.replace('lost.mp4', contents);
    for (const playlist of playlists) {
      const text = await textOf(playlist);
      expect(text.match(/^#EXTINF/gm)).toHaveLength(5);
      expect(
        dateRangesOf(text).map((range) => [range['ID'], range['START-DATE'], range['DURATION']]),
      ).toEqual([
        ['break1', '2000-01-01T00:00:04.000Z', '4.000'],
        ['break2', '2000-01-01T00:00:06.000Z', '2.000'],
      ]);
    }
    const left = origin.logged().filter(({ msg }) => msg === 'an insert is left out');
    expect(left[0]).toMatchObject({ insert: 'lost', reason: expect.any(String) });
  });

  it('is left out of the lists of its breaks, where the others have their numbers', async () => {
    const [playlist] = await playlistsOf(true);
    const lists = dateRangesOf(await textOf(playlist!)).map(
      (range) => new URL(range['X-ASSET-LIST']!, playlist).href,
    );
    await origin.replace('lost.mp4', contents);
    const assets = await Promise.all(
      lists.map(async (list) => JSON.parse(await textOf(list)).ASSETS as { URI: string; DURATION: number }[]),
    );
    expect(assets.map((each) => each.map(({ DURATION }) => DURATION))).toEqual([[], [4], [2]]);
    expect(assets.flat().map(({ URI }) => new URL(URI).searchParams.get('insert'))).toEqual(['2', '3']);
    for (const { URI } of assets.flat()) expect((await fetch(URI)).status).toBe(200);
  });

  it('leaves a programme without any other as it is, with its times', async () => {
    const [playlist] = await playlistsOf(true, INSERTS.slice(0, 1));
    await origin.replace('lost.mp4', contents);
    const text = await textOf(playlist!);
    expect(text).toContain('#EXT-X-PROGRAM-DATE-TIME');
    expect(text.match(/^#EXTINF/gm)).toHaveLength(5);
    expect(dateRangesOf(text)).toEqual([]);
  });
});

it('an insert that the programme was cut for, and was replaced, ends the session', async () => {
  const [playlist] = await playlistsOf(false);
  await origin.replace('lost.mp4', 'another ad');
  const answer = await fetch(playlist!);
  expect([answer.status, await codeOf(answer)]).toEqual([410, 'version_gone']);
});
