/**
 * Several parts that are played one after another have exactly their frames, each at its own time, by HLS and by DASH; their segments are
 * those of every viewer but where one is cut.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { runTool, runToolOrFail } from '../../support/ffmpeg.js';
import { bytesOf } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { type PartUrls, readDashParts, readHlsParts } from '../../support/sequence-client.js';

/** Of the MPD (ISO/IEC 23009-1). */
const SCHEMA = new URL('../conformance/mpd.xsd', import.meta.url).pathname;
/** Frames per second of the film, which has twelve seconds in segments of two. */
const RATE = 24;

/** To samples of 16 bits, of two channels. */
const DECODE_AUDIO = ['-v', 'error', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'];

/** Beside `films/double`: only the first may be played. */
const NAMED_BESIDE = [
  { asset: 'films/film', at: 'start', end: 'f24' },
  { asset: 'ads/one', at: 'end' },
  { asset: 'films/double', at: 'end' },
];

let folder: string;
let origin: Origin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-sequences-'));
  const metadata = join(folder, 'double.json');
  await writeFile(metadata, JSON.stringify({ inserts: NAMED_BESIDE }));
  origin = await startOrigin({
    masters: {
      'films/double.mp4': await generateMaster('h264-24-gop2'),
      'films/double.json': metadata,
      'films/film.mp4': await generateMaster('h264-24-gop2'),
      'ads/one.mp4': await generateMaster('h264-2997'),
      'ads/mute.mp4': await generateMaster('silent'),
    },
    env: { ONPLAY_SEGMENT_MS: '2000' },
  });
  // An insert that is not indexed in time is left out.
  for (const asset of ['ads/one', 'ads/mute', 'films/film'])
    await bytesOf(`${origin.url}/${asset}.m3u8?token=${origin.token(asset)}`);
});
afterAll(async () => {
  await origin?.stop();
  await rm(folder, { recursive: true, force: true });
});

type Claims = NonNullable<Parameters<Origin['token']>[1]>;

function urlOf(extension: 'm3u8' | 'mpd', claims: Claims): string {
  return `${origin.url}/films/film.${extension}?token=${origin.token('films/film', claims)}`;
}

async function framesOf({ init, segments }: PartUrls): Promise<(number | undefined)[]> {
  const bytes = await Promise.all([init, ...segments].map(bytesOf));
  return decodeFrameNumbers('pipe:0', { input: Buffer.concat(bytes) });
}

function numbers(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}

/** The last component of the directory, and the file: without grants. */
function nameOf(url: string): string {
  return new URL(url).pathname.split('/').slice(-2).join('/');
}

describe('pieces', () => {
  /** Out of order, one of them cut at both ends, one within a segment, one up to the end. */
  const PIECES = [
    [70, 230],
    [10, 40],
    [240, 288],
  ] as const;
  const claims: Claims = { pieces: PIECES.map(([start, end]) => [`f${start}`, `f${end}`]) };

  it.each([
    ['hls', () => readHlsParts(urlOf('m3u8', claims))],
    ['dash', () => readDashParts(urlOf('mpd', claims))],
  ] as const)('have exactly their frames by %s', async (_format, read) => {
    const { video, audio } = await read();
    const { parts } = video.at(-1)!;
    expect(await Promise.all(parts.map(framesOf))).toEqual(PIECES.map(([first, end]) => numbers(first, end)));
    let start = 0;
    for (const [n, [first, end]] of PIECES.entries()) {
      for (const rendition of [...video, ...audio]) {
        const [begin, durations] = [rendition.parts[n]!.starts[0]!, rendition.parts[n]!.durations];
        // Audio is cut at AAC frames, of 21 ms.
        expect(Math.abs(begin - start)).toBeLessThan(video.includes(rendition) ? 1e-5 : 0.022);
        const seconds = durations.reduce((sum, duration) => sum + duration, 0);
        expect(Math.abs(seconds - (end - first) / RATE)).toBeLessThan(
          video.includes(rendition) ? 1e-5 : 0.022,
        );
      }
      start += (end - first) / RATE;
    }
  });

  it('have the very segments of the whole but where they are cut', async () => {
    const whole = (await readHlsParts(urlOf('m3u8', {}))).video[0]!.parts[0]!.segments.map(nameOf);
    const pieces = (await readHlsParts(urlOf('m3u8', claims))).video[0]!.parts;
    const own = pieces.map(
      ({ segments }) => segments.map(nameOf).filter((name) => !whole.includes(name)).length,
    );
    expect(own).toEqual([2, 1, 0]);
  });

  it('open nothing between them, and cannot be added to', async () => {
    const whole = (await readHlsParts(urlOf('m3u8', {}))).video[0]!.parts[0]!;
    const [piece] = (await readHlsParts(urlOf('m3u8', claims))).video[0]!.parts;
    const grant = new URL(piece!.init).pathname.split('/')[2]!;
    const outside = new URL(whole.segments[0]!);
    outside.pathname = outside.pathname.replace(/^\/-\/[^/]+/, `/-/${grant}`);
    expect((await fetch(outside)).status).toBe(403);
    const manifest = (await bytesOf(urlOf('m3u8', claims))).toString();
    const playlist = new URL(/^film\.m3u8\?.*$/m.exec(manifest)![0], `${origin.url}/films/`);
    const [opened, list, mac] = playlist.searchParams.get('sequence')!.split('~') as [string, string, string];
    const all = Buffer.from('[[0,288]]').toString('base64url');
    for (const forged of [`${opened}~${all}~${mac}`, `${opened}~${list}~${'A'.repeat(22)}`, opened]) {
      playlist.searchParams.set('sequence', forged);
      expect((await fetch(playlist)).status).toBe(403);
    }
  });

  it.each(['/poster.jpg', '/storyboard.vtt', '.mp4'])('are not in film%s', async (file) => {
    const token = origin.token('films/film', { ...claims, download: true });
    const response = await fetch(`${origin.url}/films/film${file}?token=${token}`);
    expect(await response.json()).toMatchObject({ code: 'sequence_unsupported' });
  });
});

describe('inserts', () => {
  /** Of another frame rate; within a segment of the film, at the bound of one, and behind all. */
  const inserts: NonNullable<Claims['inserts']> = [
    { asset: 'ads/one', at: 'f70', start: 'f30', end: 'f90' },
    { asset: 'ads/one', at: 5.2, cut: 'segment', end: 'f30' },
    { asset: 'ads/one', at: 'end' },
    { asset: 'ads/none', at: 'start' },
    { asset: 'ads/one', at: 999 },
  ];
  /** What is played: the frames of the film, or of the insert. */
  const PARTS = [
    { first: 0, end: 70, rate: RATE },
    { first: 30, end: 90, rate: 30_000 / 1001 },
    { first: 70, end: 144, rate: RATE },
    { first: 0, end: 30, rate: 30_000 / 1001 },
    { first: 144, end: 288, rate: RATE },
    { first: 0, end: 360, rate: 30_000 / 1001 },
  ];

  it.each([
    ['hls', () => readHlsParts(urlOf('m3u8', { inserts }))],
    ['dash', () => readDashParts(urlOf('mpd', { inserts }))],
  ] as const)('are between the frames that they are put between, by %s', async (_format, read) => {
    const { video, audio } = await read();
    // Of renditions for which an insert has one and the same, an MPD has the first in its period.
    const whole = video.findLast(({ parts }) => parts.length === PARTS.length)!;
    const shown = await Promise.all(whole.parts.map(framesOf));
    expect(shown).toEqual(PARTS.map(({ first, end }) => numbers(first, end)));
    let start = 0;
    for (const [n, { first, end, rate }] of PARTS.entries()) {
      expect(Math.abs(whole.parts[n]!.starts[0]! - start)).toBeLessThan(1e-4);
      for (const { parts } of audio) expect(Math.abs(parts[n]!.starts[0]! - start)).toBeLessThan(0.022);
      start += (end - first) / rate;
    }
  });

  it('are periods of an MPD that is valid against the schema', async () => {
    const mpd = await bytesOf(urlOf('mpd', { inserts }));
    expect(mpd.toString().match(/<Period /g)).toHaveLength(PARTS.length);
    const checked = await runTool('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, '-'], { input: mpd });
    expect(checked.stderr).toBe('- validates\n');
  });

  it('have the very segments that their assets have, and cut the film in one', async () => {
    const named = async (asset: string, claims: Claims) => {
      const url = `${origin.url}/${asset}.m3u8?token=${origin.token(asset, claims)}&max_height=240`;
      const [video] = (await readHlsParts(url)).video;
      return video!.parts.map(({ segments }) => segments.map(nameOf));
    };
    const [[film], [ad]] = await Promise.all([named('films/film', {}), named('ads/one', {})]);
    const parts = await named('films/film', { inserts });
    const own = [0, 2, 4].flatMap((n) => parts[n]!.filter((name) => !film!.includes(name)));
    expect(own).toHaveLength(2);
    expect(parts[5]).toEqual(ad);
  });

  it('are no way into the film, nor to more of their asset than is played', async () => {
    const [, insert, piece] = (await readHlsParts(urlOf('m3u8', { inserts }))).video[0]!.parts;
    const grantOf = (url: string) => new URL(url).pathname.split('/')[2]!;
    for (const [from, to] of [
      [insert!, piece!],
      [piece!, insert!],
    ] as const) {
      const url = to.segments[0]!.replace(grantOf(to.segments[0]!), grantOf(from.init));
      expect(await (await fetch(url)).json()).toMatchObject({ code: 'grant_forged' });
    }
  });

  it('are named beside a master too, but of its own folder alone, and others', async () => {
    const url = `${origin.url}/films/double.m3u8?token=${origin.token('films/double')}`;
    const { parts } = (await readHlsParts(url)).video[0]!;
    expect(await Promise.all(parts.map(framesOf))).toEqual([numbers(0, 24), numbers(0, 288)]);
    const metrics = await (await fetch(`${origin.url}/metrics`)).text();
    expect(metrics).toMatch(/onplay_inserts_left_out_total\{reason="elsewhere"\} [1-9]/);
  });

  it('that cannot be played are left out, and counted', async () => {
    const none = [{ asset: 'ads/none', at: 'start' as const }];
    const [left, plain] = await Promise.all([
      readHlsParts(urlOf('m3u8', { inserts: none })),
      readHlsParts(urlOf('m3u8', {})),
    ]);
    expect(left.video[0]!.parts.map(({ segments }) => segments.map(nameOf))).toEqual(
      plain.video[0]!.parts.map(({ segments }) => segments.map(nameOf)),
    );
    const metrics = await (await fetch(`${origin.url}/metrics`)).text();
    expect(metrics).toMatch(/onplay_inserts_left_out_total\{reason="asset_unknown"\} [1-9]/);
  });

  it.each([
    ['hls', 'm3u8', readHlsParts],
    ['dash', 'mpd', readDashParts],
  ] as const)('without audio have silence as long as they last, by %s', async (_format, extension, read) => {
    const mute = [{ asset: 'ads/mute', at: 'f70', end: 'f60' }];
    const { video, audio } = await read(urlOf(extension, { inserts: mute }));
    expect(await framesOf(video[0]!.parts[1]!)).toEqual(numbers(0, 60));
    for (const { parts } of audio) {
      const { init, segments, starts, durations } = parts[1]!;
      expect(Math.abs(starts[0]! - 70 / RATE)).toBeLessThan(0.022);
      expect(Math.abs(durations.reduce((sum, each) => sum + each, 0) - 60 / RATE)).toBeLessThan(0.022);
      const bytes = Buffer.concat(await Promise.all([init, ...segments].map(bytesOf)));
      const samples = await runToolOrFail('ffmpeg', DECODE_AUDIO, { input: bytes });
      expect(samples.byteLength / 4 / 48_000).toBeCloseTo(60 / RATE, 1);
      expect(samples.every((byte) => byte === 0)).toBe(true);
    }
    const alone = `${origin.url}/ads/mute.m3u8?token=${origin.token('ads/mute')}`;
    expect((await readHlsParts(alone)).audio).toEqual([]);
  });

  it('are not in a download, which is therefore refused', async () => {
    const token = origin.token('films/film', { inserts, download: true });
    const response = await fetch(`${origin.url}/films/film.mp4?token=${token}`);
    expect(await response.json()).toMatchObject({ code: 'sequence_unsupported' });
  });
});
