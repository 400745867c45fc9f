/** The poster of audio: the cover within it, or the image beside it; where there is neither, it is said. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { patientFetch } from '../../support/patient-fetch.js';

let folder: string;
let first: Origin;
let second: Origin;

const AUDIO = ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=3'];
const inFolder = (name: string) => join(folder, name);

/** Audio with the red cover. */
async function covered(name: string, options: readonly string[]): Promise<string> {
  await runToolOrFail('ffmpeg', [...AUDIO, ...options, inFolder(name)]);
  return inFolder(name);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-cover-'));
  for (const [name, colour] of [
    ['red.jpg', 'red'],
    ['blue.png', 'blue'],
  ] as const)
    await runToolOrFail('ffmpeg', [
      ...[
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        `color=${colour}:size=600x500`,
        '-frames:v',
        '1',
        inFolder(name),
      ],
    ]);
  const picture = ['-i', inFolder('red.jpg'), '-map', '0', '-map', '1', '-c:v', 'copy'];
  const attached = [...picture, '-disposition:v', 'attached_pic'];
  const book = await covered('book.m4a', attached);
  const spoilt = await readFile(book);
  const start = spoilt.indexOf(await readFile(inFolder('red.jpg')));
  await writeFile(inFolder('spoilt.m4a'), spoilt.fill(0, start + 20, start + 500));
  await copyFile(book, inFolder('beside.m4a'));
  [first, second] = await startTwins({
    masters: {
      'book.m4a': book,
      'song.mp3': await covered('song.mp3', attached),
      'album.flac': await covered('album.flac', attached),
      'talk.mka': await covered('talk.mka', [
        ...['-attach', inFolder('red.jpg'), '-metadata:s:t', 'mimetype=image/jpeg', '-c:a', 'aac'],
      ]),
      'beside.m4a': inFolder('beside.m4a'),
      'beside.png': inFolder('blue.png'),
      'spoilt.m4a': inFolder('spoilt.m4a'),
      'plain.m4a': await generateMaster('audio-only'),
      'film.mp4': await generateMaster('h264-24-gop2'),
      'film.png': inFolder('blue.png'),
    },
  });
});
afterAll(async () => {
  await second?.stop();
  await first?.stop();
  await rm(folder, { recursive: true, force: true });
});

const poster = (asset: string, query = '', server = first) =>
  patientFetch(`${server.url}/${asset}/poster.jpg?token=${first.token(asset)}${query}`);

/** Width and height, and the colour in the middle. */
async function seen(response: Response) {
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  const bytes = Buffer.from(await response.arrayBuffer());
  const words = ['-v', 'error', '-f', 'jpeg_pipe', '-i', 'pipe:0'];
  const size = await runToolOrFail(
    'ffprobe',
    ['-v', 'error', '-f', 'jpeg_pipe', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', 'pipe:0'],
    { input: bytes },
  );
  const pixel = ['-vf', 'crop=2:2,scale=1:1,format=rgb24', '-f', 'rawvideo', 'pipe:1'];
  const [red = 0, , blue = 0] = await runToolOrFail('ffmpeg', [...words, ...pixel], { input: bytes });
  return { size: size.toString().trim(), colour: red > 200 ? 'red' : blue > 200 ? 'blue' : 'other' };
}

async function codeOf(response: Response): Promise<string> {
  return `${response.status} ${((await response.json()) as { code: string }).code}`;
}

describe('the poster of audio', () => {
  it.each(['book', 'song', 'album', 'talk'])('is the cover within it, of %s', async (asset) => {
    expect(await seen(await poster(asset))).toEqual({ size: '600,500', colour: 'red' });
    expect((await seen(await poster(asset, '&width=300'))).size).toBe('320,266');
  });

  it('is the same at every server, and cached as other images are', async () => {
    const [one, other] = [await poster('book'), await poster('book', '', second)];
    expect(one.headers.get('etag')).toBe(other.headers.get('etag'));
    const { href } = new URL(one.headers.get('content-location')!, `${second.url}/book/poster.jpg`);
    const cached = await second.fetch(href);
    expect(cached.headers.get('cache-control')).toContain('immutable');
    expect(Buffer.from(await cached.arrayBuffer())).toEqual(Buffer.from(await one.arrayBuffer()));
  });

  it('is the image beside it where there is one', async () => {
    expect((await seen(await poster('beside'))).colour).toBe('blue');
  });

  it('is there for a token for a part of it', async () => {
    const token = first.token('book', { start: 1, end: 2 });
    expect((await seen(await first.fetch(`/book/poster.jpg?token=${token}`))).colour).toBe('red');
  });

  it('of video is closed to a clip, of which the image beside it may show what is not in it', async () => {
    const whole = await poster('film');
    expect((await seen(whole.clone())).colour).toBe('blue');
    const { pathname } = new URL(whole.headers.get('content-location')!, `${first.url}/film/poster.jpg`);
    const token = first.token('film', { start: 'f10', end: 'f20' });
    const clip = await first.fetch(`/film/poster.jpg?token=${token}`);
    const own = new URL(clip.headers.get('content-location')!, `${first.url}/film/poster.jpg`).pathname;
    expect(clip.status).toBe(200);
    const [folder, file] = [own, pathname].map((path) => path.split('/'));
    const stolen = [...folder!.slice(0, -2), ...file!.slice(-2)].join('/');
    expect(await codeOf(await first.fetch(stolen))).toBe('403 outside_clip');
    expect((await first.fetch(pathname)).status).toBe(200);
  });

  it('is missing where there is neither, and so are all other images', async () => {
    expect(await codeOf(await poster('plain'))).toBe('404 picture_unknown');
    for (const name of ['frame.jpg', 'preview.webp', 'storyboard.vtt'])
      expect(await codeOf(await first.fetch(`/book/${name}?token=${first.token('book')}`))).toBe(
        '404 picture_unknown',
      );
  });

  it('is refused where it cannot be decoded', async () => {
    expect(await codeOf(await poster('spoilt'))).toBe('422 poster_unusable');
  });

  it('is described', async () => {
    const kind = async (asset: string) => {
      await (await poster(asset)).arrayBuffer();
      const headers = { Authorization: `Bearer ${first.adminKey}` };
      return ((await (await first.fetch(`/api/assets/${asset}`, { headers })).json()) as { poster?: string })
        .poster;
    };
    expect(await kind('book')).toBe('within');
    expect(await kind('beside')).toBe('beside');
    expect(await kind('film')).toBe('beside');
    expect(await kind('plain')).toBeUndefined();
  });
});
