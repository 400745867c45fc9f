/** A token for a clip opens nothing beyond it, however it is asked for; at a process that has not seen the manifest either. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';

/** Of 360 frames in segments that begin with 0, 60, 120 and 240; every sixtieth is a keyframe. */
const CLIP = { start: 'f70', end: 'f250', download: true } as const;

let servers: readonly [Origin, Origin];
/** The path of a grant for the clip, and one for the whole: `/-/{grant}/film/`. */
let clipFolder: string;
let wholeFolder: string;
/** Rendition and file of all that the playlists of each name. */
let ofClip: ReadonlySet<string>;
let ofWhole: ReadonlySet<string>;

const nameOf = (url: string) => new URL(url).pathname.split('/').slice(-2).join('/');
const folderOf = (url: string) => new URL(url).pathname.split('/').slice(0, 4).join('/');

async function filesOf(
  token: string,
): Promise<{ readonly folder: string; readonly names: ReadonlySet<string> }> {
  const withToken = { ...servers[0], token: () => token };
  const { variants, audio } = await readPresentation(withToken, 'film');
  const renditions = [...variants, ...audio.values()];
  const urls = renditions.flatMap(({ playlist, init, segments }) => [playlist, init, ...segments]);
  return { folder: folderOf(urls[0]!), names: new Set(urls.map(nameOf)) };
}

beforeAll(async () => {
  servers = await startTwins({ masters: { 'film.mp4': await generateMaster('h264-2997') } });
  ({ folder: clipFolder, names: ofClip } = await filesOf(servers[0].token('film', CLIP)));
  ({ folder: wholeFolder, names: ofWhole } = await filesOf(servers[0].token('film')));
});

afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
});

async function codeOf(path: string, init?: RequestInit, server = servers[1]): Promise<string> {
  const response = await server.fetch(path, init);
  const text = await response.text();
  return response.ok ? 'ok' : `${response.status} ${text === '' ? '' : JSON.parse(text).code}`.trim();
}

describe('a grant for a clip', () => {
  it('opens what its playlists name', async () => {
    for (const name of ofClip) expect([name, await codeOf(`${clipFolder}/${name}`)]).toEqual([name, 'ok']);
  });

  it('opens no other file of the whole, but the segment that it has whole, and init segments, which show nothing', async () => {
    const others = [...ofWhole].filter((name) => !ofClip.has(name) && !/\/(?:init\.mp4|2\.m4s)$/.test(name));
    expect(others.length).toBeGreaterThan(10);
    for (const name of others) {
      expect([name, await codeOf(`${wholeFolder}/${name}`)]).toEqual([name, 'ok']);
      expect([name, await codeOf(`${clipFolder}/${name}`)]).toEqual([name, '403 outside_clip']);
    }
  });

  it('opens none by HEAD, ranges, conditions and queries', async () => {
    const path = `${clipFolder}/${[...ofWhole].find((name) => name.endsWith('/3.m4s'))}`;
    expect(await codeOf(path, { method: 'HEAD' })).toBe('403');
    expect(await codeOf(path, { headers: { Range: 'bytes=0-9' } })).toBe('403 outside_clip');
    const { headers } = await servers[1].fetch(path.replace(clipFolder, wholeFolder));
    const conditional = { headers: { 'If-None-Match': headers.get('etag')! } };
    expect(await codeOf(path, conditional)).toBe('403 outside_clip');
    expect(await codeOf(`${path}?start=0&end=99`)).toBe('403 outside_clip');
  });

  it('opens no segment of another clip, nor of a part of it', async () => {
    for (const claims of [
      { start: 'f71', end: 'f250' },
      { start: 'f70', end: 'f249' },
      { start: 'f10', end: 'f270' },
    ]) {
      const { names } = await filesOf(servers[0].token('film', claims));
      const own = [...names].filter((name) => name.includes('-x') && !ofClip.has(name));
      expect(own.length).toBeGreaterThan(0);
      for (const name of own)
        expect([name, await codeOf(`${clipFolder}/${name}`)]).toEqual([name, '403 outside_clip']);
    }
  });

  it('is needed for its segments: a grant for the whole is for none that are cut', async () => {
    const own = [...ofClip].filter((name) => name.includes('-x'));
    for (const name of own)
      expect([name, await codeOf(`${wholeFolder}/${name}`)]).toEqual([name, '403 outside_clip']);
  });

  it('opens the frames of the clip, and no other picture', async () => {
    const picture = async (name: string) => {
      const { headers } = await servers[0].fetch(`/film/${name}token=${servers[0].token('film')}`);
      return nameOf(new URL(headers.get('content-location')!, `${servers[0].url}/film/`).href);
    };
    const opened = async (name: string) => codeOf(`${clipFolder}/${name}`);
    for (const t of ['f69', 'f250', '0', '10'])
      expect([t, await opened(await picture(`frame.jpg?t=${t}&`))]).toEqual([t, '403 outside_clip']);
    for (const t of ['f70', 'f249'])
      expect([t, await opened(await picture(`frame.jpg?t=${t}&`))]).toEqual([t, 'ok']);
    for (const name of ['poster.jpg?', 'preview.webp?'])
      expect([name, await opened(await picture(name))]).toEqual([name, '403 outside_clip']);
    const response = await servers[0].fetch(`/film/storyboard.vtt?token=${servers[0].token('film')}`);
    const [sheet = ''] = /[^\n]+\.jpg/.exec(await response.text()) ?? [];
    const { href, pathname } = new URL(sheet, `${servers[0].url}/film/`);
    expect([await codeOf(pathname), await opened(nameOf(href))]).toEqual(['ok', '403 outside_clip']);
  });
});

describe('what the whole has for scrubbing', () => {
  it('is closed to a grant for a clip, whose manifests name nothing of it', async () => {
    const manifest = async (claims: object) => {
      const response = await servers[0].fetch(`/film.m3u8?token=${servers[0].token('film', claims)}`);
      return [...(await response.text()).matchAll(/-(?:I-FRAME|IMAGE)-STREAM-INF:[^\n]*URI="([^"]+)"/g)];
    };
    expect(await manifest(CLIP)).toEqual([]);
    const playlists = (await manifest({})).map(([, uri]) => nameOf(new URL(uri!, servers[0].url).href));
    expect(playlists).toHaveLength(2);
    for (const playlist of playlists) {
      const folder = playlist.slice(0, playlist.indexOf('/'));
      const files = folder.startsWith('v') ? ['init.mp4', '0.m4s', '3.m4s'] : ['0.jpg'];
      for (const name of [playlist, ...files.map((file) => `${folder}/${file}`)]) {
        expect([name, await codeOf(`${wholeFolder}/${name}`)]).toEqual([name, 'ok']);
        expect([name, await codeOf(`${clipFolder}/${name}`)]).toEqual([name, '403 outside_clip']);
      }
    }
  });
});

describe('a token for a clip', () => {
  const bytesAt = async (name: string, token: string) => {
    const response = await servers[0].fetch(`/film/${name}token=${token}`);
    return response.ok ? Buffer.from(await response.arrayBuffer()).toString('latin1') : `${response.status}`;
  };

  it('has the frames of the clip as its own, from 0', async () => {
    const [clip, whole] = [servers[0].token('film', CLIP), servers[0].token('film')];
    for (const [own, other] of [
      ['t=0', 't=f70'],
      ['t=f3', 't=f73'],
      ['t=2', 't=f129'],
      ['t=6', 't=f249'],
    ])
      expect([own, await bytesAt(`frame.jpg?${own}&`, clip)]).toEqual([
        own,
        await bytesAt(`frame.jpg?${other}&`, whole),
      ]);
    expect(await bytesAt('frame.jpg?t=f180&', clip)).toBe('404');
    expect(await bytesAt('frame.jpg?t=6.01&', clip)).toBe('404');
  });

  it('has a poster and a storyboard of the clip', async () => {
    const [clip, whole] = [servers[0].token('film', CLIP), servers[0].token('film')];
    expect(await bytesAt('poster.jpg?', clip)).toBe(await bytesAt('frame.jpg?t=f120&', whole));
    const text = await bytesAt('storyboard.vtt?', clip);
    const frames = [...text.matchAll(/\/(\d+)\.jpg/g)].map(([, frame]) => Number(frame));
    expect(frames).toEqual([120, 180, 240]);
    expect(text).toContain('00:00:00.000 --> 00:00:03.670');
    expect(text).toContain('--> 00:00:06.006');
    for (const url of text.match(/[^\n]+\.jpg/g)!)
      expect(await codeOf(new URL(url, `${servers[0].url}/film/`).pathname)).toBe('ok');
  });

  it('has a poster and a preview of its own, which no other clip opens', async () => {
    for (const name of ['poster.jpg', 'preview.webp']) {
      const { status, headers } = await servers[0].fetch(
        `/film/${name}?token=${servers[0].token('film', CLIP)}`,
      );
      expect(status).toBe(200);
      const image = nameOf(new URL(headers.get('content-location')!, `${servers[0].url}/film/`).href);
      expect(image).toContain('-x70-250-');
      expect([name, await codeOf(`${clipFolder}/${image}`)]).toEqual([name, 'ok']);
      const { folder } = await filesOf(servers[0].token('film', { ...CLIP, start: 'f71' }));
      expect([name, await codeOf(`${folder}/${image}`)]).toEqual([name, '403 outside_clip']);
    }
  });

  it('has a preview of no frame beyond it, also where the clip is shorter than a preview', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'onplay-clip-preview-'));
    try {
      for (const [start, end] of [[70, 250] as const, [100, 130] as const, [239, 241] as const]) {
        const token = servers[0].token('film', { start: `f${start}`, end: `f${end}` });
        const { href } = new URL(`/film/preview.gif?width=480&token=${token}`, servers[0].url);
        await writeFile(join(folder, 'preview.gif'), await bytesOf(href));
        const numbers = await decodeFrameNumbers(join(folder, 'preview.gif'));
        expect(numbers.length).toBeGreaterThan(0);
        for (const number of numbers) {
          expect(number).toBeGreaterThanOrEqual(start);
          expect(number).toBeLessThan(end);
        }
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has the images of a clip that the query names', async () => {
    const whole = servers[0].token('film');
    expect(await bytesAt('frame.jpg?t=0&start=f70&', whole)).toBe(await bytesAt('frame.jpg?t=f70&', whole));
    const clip = servers[0].token('film', CLIP);
    expect(await bytesAt('frame.jpg?t=0&start=f100&', clip)).toBe(await bytesAt('frame.jpg?t=f100&', whole));
    expect(await bytesAt('frame.jpg?t=0&start=f10&', clip)).toBe(await bytesAt('frame.jpg?t=f70&', whole));
    expect(await bytesAt('frame.jpg?t=0&start=f250&', clip)).toBe('404');
    expect(await bytesAt('frame.jpg?t=0&start=f70&start=f0&', clip)).toBe('400');
  });

  it('is narrowed by the query, and never widened', async () => {
    const token = servers[0].token('film', CLIP);
    const { names } = await filesOf(`${token}&start=0&end=99`);
    expect(names).toEqual(ofClip);
    const { names: narrower } = await filesOf(`${token}&start=f100`);
    expect([...narrower].some((name) => name.includes('-x100-250-'))).toBe(true);
    expect(await codeOf(`/film.m3u8?token=${token}&end=f70`)).toBe('404 clip_impossible');
    expect(await codeOf(`/film.mpd?token=${token}&start=f250`)).toBe('404 clip_impossible');
    expect(await codeOf(`/film.mpd?token=${token}&start=f70&start=f0`)).toBe('400 query_invalid');
  });
});
