/** Inserts as HLS interstitials: the programme is whole, and each break has a list of playlists of its own. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { bytesOf } from '../../support/hls-client.js';
import { dateRangesOf, interstitialsOf, mediaPlaylistsOf } from '../../support/interstitials-client.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { codeOf, startTestOrigin, type TestOrigin } from './support/test-origin.js';

const INSERTS = [
  { asset: 'ad', at: 'start', end: 'f50' },
  { asset: 'ad', at: 'f101' },
  { asset: 'ad', at: 'f101', start: 'f100', end: 'f150' },
  { asset: 'ad', at: 'end' },
];

let origin: TestOrigin;
afterEach(() => origin.stop());

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  origin = await startTestOrigin({
    masters: ['film.mp4', 'ad.mp4'],
    env: { ONPLAY_SEGMENT_MS: '2000', ...env },
  });
  // An insert that is not indexed in time is left out.
  await origin.services.library.get(toAssetId('ad'), new AbortController().signal);
}

type Claims = NonNullable<Parameters<TestOrigin['token']>[1]>;
const urlOf = (claims: Claims = {}, extension = 'm3u8') =>
  `${origin.url}/film.${extension}?token=${origin.token('film', { inserts: INSERTS, interstitials: true, ...claims })}`;
const textOf = async (url: string) => (await bytesOf(url)).toString('utf8');

describe('interstitials', () => {
  beforeEach(() => start());

  it('leave the programme as it is: its segments are those of a session without, for its grant', async () => {
    const pathsOf = async (url: string) => {
      const { video, audio } = await readHlsParts(url);
      return [...video, ...audio].map(({ parts }) =>
        parts.flatMap(({ init, segments }) =>
          [init, ...segments].map((each) => new URL(each).pathname.replace(/^\/-\/[^/]+/, '')),
        ),
      );
    };
    const plain = `${origin.url}/film.m3u8?token=${origin.token('film', { inserts: [] })}`;
    expect(await pathsOf(urlOf())).toEqual(await pathsOf(plain));
    const tagsOf = async (url: string) => (await textOf(url)).match(/^#EXT-X-(?:I-FRAME|IMAGE)-STREAM/gm);
    expect(await tagsOf(urlOf())).toEqual(await tagsOf(plain));
  });

  it('are date ranges, the same in all playlists of video and audio, and all playlists are dated', async () => {
    const playlists = await Promise.all((await mediaPlaylistsOf(urlOf())).map(textOf));
    const [ranges, ...others] = playlists.map(dateRangesOf);
    expect(ranges).toHaveLength(3);
    for (const other of others) expect(other).toEqual(ranges);
    for (const playlist of playlists) {
      expect(playlist.match(/^#EXT-X-PROGRAM-DATE-TIME:/gm)).toHaveLength(1);
      expect(playlist).not.toContain('EXT-X-DISCONTINUITY');
    }
    expect(
      ranges!.map((range) => ['ID', 'START-DATE', 'DURATION', 'CUE', 'X-RESUME-OFFSET'].map((n) => range[n])),
    ).toEqual([
      ['break0', '2000-01-01T00:00:00.000Z', '2.000', 'PRE,ONCE', '0'],
      ['break1', '2000-01-01T00:00:04.040Z', '12.000', undefined, '0'],
      ['break2', '2000-01-01T00:00:10.000Z', '10.000', 'POST', '0'],
    ]);
  });

  it('have a list for each break, whose playlists are of the inserts alone', async () => {
    const breaks = await interstitialsOf(urlOf());
    expect(breaks.map(({ assets }) => assets.map(({ DURATION }) => DURATION))).toEqual([[2], [10, 2], [10]]);
    const { headers } = await fetch(breaks[0]!.list);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('cache-control')).toMatch(/^private/);
    for (const { assets } of breaks)
      for (const { URI, DURATION } of assets) {
        const { video, audio } = await readHlsParts(URI);
        for (const { parts } of [video[0]!, audio[0]!]) {
          expect(parts).toHaveLength(1);
          const { durations, init, segments } = parts[0]!;
          const seconds = durations.reduce((sum, each) => sum + each, 0);
          expect(Math.abs(seconds - DURATION)).toBeLessThan(0.03);
          for (const url of [init, ...segments]) {
            expect(new URL(url).pathname).toMatch(/\/ad\//);
            expect((await fetch(url)).status).toBe(200);
          }
        }
      }
  });

  it('are played within the limits of the token, and as the session prefers', async () => {
    for (const url of [urlOf({ max_height: 360 }), `${urlOf()}&max_height=360`]) {
      const [first] = await interstitialsOf(url);
      const { video } = await readHlsParts(first!.assets[0]!.URI);
      expect(video.at(-1)!.height).toBe(360);
    }
  });

  it('are played between pieces too, which discontinuities separate', async () => {
    const pieces: [string, string][] = [
      ['f50', 'f100'],
      ['f0', 'f60'],
    ];
    const url = urlOf({
      pieces,
      inserts: [
        { asset: 'ad', at: 'f75' },
        { asset: 'ad', at: 'f10' },
      ],
    });
    const [playlist] = await mediaPlaylistsOf(url);
    const text = await textOf(playlist!);
    expect(text.match(/^#EXT-X-DISCONTINUITY/gm)).toHaveLength(1);
    expect(dateRangesOf(text).map((range) => range['START-DATE'])).toEqual([
      '2000-01-01T00:00:01.000Z',
      '2000-01-01T00:00:02.400Z',
    ]);
  });

  it('are one stream with what they are played in', async () => {
    const playlist = (await mediaPlaylistsOf(urlOf({ viewer: 'ann', max_streams: 1 }))).at(-1)!;
    const text = await textOf(playlist);
    const [segment = ''] = /^(?!#).+$/m.exec(text) ?? [];
    const list = await textOf(new URL(dateRangesOf(text)[0]!['X-ASSET-LIST']!, playlist).href);
    const insert = await readHlsParts(JSON.parse(list).ASSETS[0].URI);
    const segments = [new URL(segment, playlist).href, insert.video[0]!.parts[0]!.segments[0]!];
    for (const url of segments) expect((await fetch(url)).status).toBe(200);
  });

  it.each([
    'break=3',
    'break=-1',
    'break=1e0',
    'break=',
    'insert=4',
    'insert=x',
    'insert=0&insert=1',
    'break=00',
  ])('are asked for by their numbers, and not by %s', async (what) => {
    const [first] = await interstitialsOf(urlOf());
    const sequence = new URL(first!.list).searchParams.get('sequence');
    const response = await fetch(`${origin.url}/film.m3u8?sequence=${sequence}&${what}`);
    expect(await codeOf(response)).toBe('query_invalid');
  });

  it('are asked for with the list that was signed', async () => {
    const [first] = await interstitialsOf(urlOf());
    for (const url of [first!.list, first!.assets[0]!.URI]) {
      const forged = url.replace(
        /~([\w-])([\w-]*)&/,
        (_, one: string, rest: string) => `~${one === 'A' ? 'B' : 'A'}${rest}&`,
      );
      expect(await codeOf(await fetch(forged))).toBe('grant_forged');
    }
  });

  it('are not in DASH, nor for a token that does not want them', async () => {
    expect(await textOf(urlOf({}, 'mpd'))).toMatch(/<Period[\s\S]*<Period/);
    const [playlist] = await mediaPlaylistsOf(urlOf({ interstitials: false }));
    expect(await textOf(playlist!)).toContain('EXT-X-DISCONTINUITY');
  });
});

describe('a server that is set to interstitials', () => {
  beforeEach(() => start({ ONPLAY_HLS_INTERSTITIALS: 'on', ONPLAY_PUBLIC_URL: 'https://cdn.example/video' }));

  it('plays them for tokens that do not say it, with URLs below its public one', async () => {
    const token = origin.token('film', { inserts: INSERTS });
    const [first] = await interstitialsOf(`${origin.url}/film.m3u8?token=${token}`);
    expect(first!.assets[0]!.URI).toMatch(/^https:\/\/cdn\.example\/video\/film\.m3u8\?sequence=/);
    const [playlist] = await mediaPlaylistsOf(urlOf({ interstitials: false }));
    expect(await textOf(playlist!)).toContain('EXT-X-DISCONTINUITY');
  });
});
