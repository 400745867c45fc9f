/** Downloads of a real server: what ffmpeg, a browser and another server make of them. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFrames } from '../../encoder/produce/support/frame-hashes.js';
import { PLAYING_MS } from '../../support/budgets.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { bytesOf, joinRendition, type Presentation, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { probe } from '../../support/probe.js';
import { findChromium, launchChromium } from '../../web/chromium.js';

let first: Origin;
let second: Origin;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-downloads-'));
  const masters = {
    'film.mp4': await generateMaster('two-languages'),
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

/** The path of a file at either server. */
const fileAt = (asset: string, query = '', extension = 'mp4') =>
  `/${asset}.${extension}?token=${first.token(asset, { download: true })}${query}`;
const download = (path: string) => bytesOf(new URL(path, first.url).href);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

/** The coded audio frames of a track, each with its time and a hash of its bytes. */
async function audioFrames(source: string, track: number): Promise<string[]> {
  const words = [
    '-v',
    'error',
    '-i',
    source,
    '-map',
    `0:a:${track}`,
    '-c',
    'copy',
    '-f',
    'framehash',
    'pipe:1',
  ];
  const lines = (await runToolOrFail('ffmpeg', words)).toString().split('\n');
  return lines.filter((line) => line.startsWith('0,'));
}

const streamed = (presentation: Presentation, name: string) =>
  [...presentation.audio].find(([key]) => key.endsWith(`128k/${name}`))![1];

describe('a file of encoded renditions', () => {
  const QUERY = '&height=240&audio=de,en';

  it('has the frames and the audio that are streamed, at their times', async () => {
    const path = await saved('film.mp4', await download(fileAt('film', QUERY)));
    const { streams, format } = await probe(path);
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac', 'aac']);
    expect(Number(format.duration)).toBeCloseTo(3, 1);
    const presentation = await readPresentation(first, 'film');
    const video = presentation.variants.find(({ height }) => height === 240)!;
    const frames = await hashFrames(path);
    expect(frames).toEqual(await hashFrames('pipe:0', { bytes: await joinRendition(video) }));
    expect(frames.length).toBe(72);
    for (const [track, name] of ['German', 'English'].entries()) {
      const own = await saved(`${name}.mp4`, await joinRendition(streamed(presentation, name)));
      expect(await audioFrames(path, track)).toEqual(await audioFrames(own, 0));
    }
  });

  it('has one hash, at another server and after any interruption', async () => {
    const path = fileAt('film', QUERY);
    const whole = await download(path);
    const { headers } = await first.fetch(path, { method: 'HEAD' });
    expect(headers.get('content-length')).toBe(String(whole.byteLength));
    for (const share of [0.9, 0.3]) {
      const start = Math.floor(share * whole.byteLength);
      const rest = await second.fetch(path, { headers: { Range: `bytes=${start}-` } });
      expect([rest.status, rest.headers.get('etag')]).toEqual([206, headers.get('etag')]);
      const joined = Buffer.concat([whole.subarray(0, start), Buffer.from(await rest.arrayBuffer())]);
      expect(sha256(joined)).toBe(sha256(whole));
    }
    expect(sha256(Buffer.from(await (await second.fetch(path)).arrayBuffer()))).toBe(sha256(whole));
  });
});

describe('a file of the master’s own samples', () => {
  it('is plain, and has a length and any range before anything was produced', async () => {
    const path = fileAt('own');
    const { headers } = await second.fetch(path, { method: 'HEAD' });
    const length = Number(headers.get('content-length'));
    const tail = await second.fetch(path, { headers: { Range: 'bytes=-5000' } });
    expect(tail.headers.get('content-range')).toBe(`bytes ${length - 5000}-${length - 1}/${length}`);
    const whole = await download(path);
    expect(whole.byteLength).toBe(length);
    expect(Buffer.from(await tail.arrayBuffer())).toEqual(whole.subarray(-5000));
    expect(whole.includes('moof')).toBe(false);
    expect(whole.indexOf('moov')).toBeLessThan(whole.indexOf('mdat'));
  });

  it('has the master’s frames and audio at their times', async () => {
    const path = await saved('own.mp4', await download(fileAt('own')));
    const master = await generateMaster('h264-24-gop2');
    expect(await hashFrames(path)).toEqual(await hashFrames(master));
    const { streams, format } = await probe(path);
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac']);
    expect(Number(format.start_time)).toBe(0);
    const [, audio] = [...(await readPresentation(first, 'own')).audio].find(([key]) =>
      key.includes('128k'),
    )!;
    const own = await saved('own-audio.mp4', await joinRendition(audio));
    expect(await audioFrames(path, 0)).toEqual(await audioFrames(own, 0));
  });
});

describe('a file of audio alone', () => {
  it('is made of films and of masters that have nothing else', async () => {
    for (const [asset, seconds] of [
      ['film', 3],
      ['talk', 5],
    ] as const) {
      const path = await saved(`${asset}.m4a`, await download(fileAt(asset, '', 'm4a')));
      const { streams, format } = await probe(path);
      expect(streams.map(({ codec_name }) => codec_name)).toEqual(['aac']);
      expect(Number(format.duration)).toBeCloseTo(seconds, 0);
    }
  });
});

const executable = findChromium();
const why = executable === undefined ? ' (skipped: no Chromium; name one in CHROMIUM_PATH)' : '';

describe.skipIf(executable === undefined)(`in a browser${why}`, () => {
  it.each([
    ['fragmented', 'film', '&height=240', 3],
    ['plain', 'own', '', 12],
  ] as const)('a %s file knows its duration and plays to its end', async (_, asset, query, seconds) => {
    const browser = await launchChromium(executable ?? '');
    try {
      const page = await browser.newPage();
      const url = new URL(fileAt(asset, query), first.url).href;
      await page.setContent(`<video muted autoplay src="${url}"></video>`);
      const video = "document.querySelector('video')";
      await page.waitForFunction(`${video}.ended`, undefined, { timeout: PLAYING_MS });
      const { duration, frames, error } = (await page.evaluate(
        `({ duration: ${video}.duration, frames: ${video}.getVideoPlaybackQuality().totalVideoFrames, error: ${video}.error })`,
      )) as { duration: number; frames: number; error: unknown };
      expect(error).toBeNull();
      expect(duration).toBeCloseTo(seconds, 0);
      expect(frames).toBeGreaterThan(0);
    } finally {
      await browser.close();
    }
  });
});
