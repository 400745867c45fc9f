/** Downloads of clips: exactly the frames between its ends, from 0 on, in one file for all who ask; and nothing beyond it. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { bytesOf } from '../../support/hls-client.js';
import { masterFrameTimes, probeFrameTimes } from '../../support/joined-frames.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';
import { probe } from '../../support/probe.js';

/** In the fourth second, over the end of the third segment, and after the clip. */
const TEXT = `WEBVTT

00:00.500 --> 00:02.600
before and within

00:03.000 --> 00:04.000
within

00:09.000 --> 00:10.000
after
`;

/** Of 360 frames at 29.97 fps; the first is a keyframe in neither clip, and in no segment the first. */
const CLIPS = [
  { first: 70, end: 250 },
  { first: 61, end: 62 },
  { first: 0, end: 100 },
  { first: 100, end: 360 },
] as const;

let first: Origin;
let second: Origin;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-download-clips-'));
  await writeFile(join(folder, 'en.vtt'), TEXT);
  const masters = {
    'film.mp4': await generateMaster('h264-2997'),
    'film.en.vtt': join(folder, 'en.vtt'),
    'own.mp4': await generateMaster('h264-24-gop2'),
    'talk.m4a': await generateMaster('audio-only'),
  };
  [first, second] = await startTwins({ masters });
});
afterAll(async () => {
  await second?.stop();
  await first?.stop();
  await rm(folder, { recursive: true, force: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const download = (path: string) => bytesOf(new URL(path, first.url).href);

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

/** When the first packet of audio is presented, and when the last one ends, in seconds. */
async function audioSpan(path: string): Promise<readonly [start: number, end: number]> {
  const words = ['-v', 'error', '-select_streams', 'a:0', '-show_entries', 'packet=pts_time,duration_time'];
  const text = (await runToolOrFail('ffprobe', [...words, '-of', 'csv=p=0', path])).toString();
  const packets = text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number) as [number, number]);
  const [last, length] = packets.at(-1)!;
  return [packets[0]![0], last + length];
}

describe.each(partOf(CLIPS))('the download of the clip [$first, $end)', ({ first: from, end }) => {
  const claims = { start: `f${from}`, end: `f${end}`, download: true } as const;

  it.each(['&height=240', ''])(
    'of its lowest or highest rung (%s) has exactly its frames, from 0 on, and its audio with them',
    async (query) => {
      const token = first.token('film', claims);
      const path = await saved(`${from}${query}.mp4`, await download(`/film.mp4?token=${token}${query}`));
      const master = await masterFrameTimes(await generateMaster('h264-2997'));
      const { ticks, timescale } = await probeFrameTimes(path);
      const expected = master.ticks
        .slice(from, end)
        .map((time) => (time - master.ticks[from]!) / master.timescale);
      expect(ticks.map((time) => time / timescale)).toEqual(expected.map((time) => expect.closeTo(time, 6)));
      const numbers = await decodeFrameNumbers(path);
      if (query === '') expect(numbers).toEqual(expected.map((_, i) => from + i));
      const [start, stop] = await audioSpan(path);
      const seconds = ((master.ticks[end] ?? master.ticks.at(-1)!) - master.ticks[from]!) / master.timescale;
      // Audio is cut at the AAC frame nearest to the video, and longer than it at the end of the master.
      expect(Math.abs(start)).toBeLessThan(0.0215);
      if (end < master.ticks.length) expect(Math.abs(stop - seconds)).toBeLessThan(0.0215);
    },
  );
});

describe('the download of a clip', () => {
  const path = (query = '', claims = {}) =>
    `/film.mp4?token=${first.token('film', { download: true, start: 'f70', end: 'f250', ...claims })}${query}`;

  it('has one hash, for every client, at another server, by the query, and after an interruption', async () => {
    const whole = await download(path('&height=240'));
    const { headers } = await first.fetch(path('&height=240'), { method: 'HEAD' });
    expect(headers.get('content-length')).toBe(String(whole.byteLength));
    expect(headers.get('content-disposition')).toContain('film-240p-f70-f250.mp4');
    const byQuery = path('&height=240&start=f70&end=f250', { start: undefined, end: undefined });
    for (const [server, other] of [
      [second, path('&height=240', { viewer: 'bob' })],
      [first, byQuery],
    ] as const)
      expect(sha256(Buffer.from(await (await server.fetch(other)).arrayBuffer()))).toBe(sha256(whole));
    const start = Math.floor(whole.byteLength / 2);
    const rest = await second.fetch(path('&height=240'), { headers: { Range: `bytes=${start}-` } });
    expect([rest.status, rest.headers.get('etag')]).toEqual([206, headers.get('etag')]);
    expect(Buffer.from(await rest.arrayBuffer())).toEqual(whole.subarray(start));
  });

  it('is another file than that of the whole, and of another clip', async () => {
    const etagOf = async (url: string) => (await first.fetch(url, { method: 'HEAD' })).headers.get('etag');
    const whole = path('', { start: undefined, end: undefined });
    const etags = [path(), path('&end=f249'), path('&start=f71'), whole];
    expect(new Set(await Promise.all(etags.map(etagOf))).size).toBe(4);
  });

  it('is narrowed by the query, and never widened', async () => {
    const wide = await download(path('&height=240&start=0&end=99'));
    expect(sha256(wide)).toBe(sha256(await download(path('&height=240'))));
    const narrow = await saved('narrow.mp4', await download(path('&start=f100&end=f110')));
    expect(await decodeFrameNumbers(narrow)).toEqual(Array.from({ length: 10 }, (_, i) => 100 + i));
    const beyond = await first.fetch(path('&start=f250'));
    expect([beyond.status, ((await beyond.json()) as { code: string }).code]).toEqual([
      404,
      'clip_impossible',
    ]);
  });

  it('has the text of the clip at its times', async () => {
    const file = await saved('text.mp4', await download(path('&height=240&text=en')));
    const srt = (
      await runToolOrFail('ffmpeg', [
        '-v',
        'error',
        '-copyts',
        '-i',
        file,
        '-map',
        '0:s:0',
        '-f',
        'srt',
        'pipe:1',
      ])
    ).toString();
    expect(srt).toContain('00:00:00,000 --> 00:00:00,264\nbefore and within');
    expect(srt).toContain('00:00:00,664 --> 00:00:01,664\nwithin');
    expect(srt).not.toContain('after');
  });

  it('is of audio alone, too', async () => {
    const token = first.token('film', { download: true, start: 'f70', end: 'f250' });
    const { streams, format } = await probe(
      await saved('clip.m4a', await download(`/film.m4a?token=${token}`)),
    );
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(['aac']);
    expect(Number(format.duration)).toBeCloseTo(180 / 29.97, 1);
    const talk = first.token('talk', { download: true, start: 1, end: 2.5 });
    const spoken = await probe(await saved('talk.m4a', await download(`/talk.m4a?token=${talk}`)));
    expect(Number(spoken.format.duration)).toBeCloseTo(1.5, 1);
  });
});

describe('the download of a clip of the master’s own samples', () => {
  it('is plain, begins at 0, and has a length before anything was produced', async () => {
    // Every 48th frame is a keyframe.
    const token = first.token('own', { download: true, start: 'f48', end: 'f96' });
    const { headers } = await second.fetch(`/own.mp4?token=${token}`, { method: 'HEAD' });
    const bytes = await download(`/own.mp4?token=${token}`);
    expect(headers.get('content-length')).toBe(String(bytes.byteLength));
    expect(bytes.includes('moof')).toBe(false);
    const file = await saved('own-clip.mp4', bytes);
    expect(await decodeFrameNumbers(file)).toEqual(Array.from({ length: 48 }, (_, i) => 48 + i));
    expect((await probeFrameTimes(file)).ticks[0]).toBe(0);
    expect(Math.abs((await audioSpan(file))[0])).toBeLessThan(0.0215);
  });
});
