/**
 * One token with all there is: pieces, inserts, marks, seen or hidden, text, limits. The frames over all seams are exact, marks are where they
 * should be and nowhere else, and all that is no part of the token's asset is every viewer's. Proved by pixels, against a session without marks.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { runTool } from '../../support/ffmpeg.js';
import { bytesOf } from '../../support/hls-client.js';
import { at } from '../../support/joined-rendition.js';
import { numberedFilm } from '../../support/marks/plain-films.js';
import { lumaFrames, seenMark } from '../../support/marks/seen-marks.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { type PartUrls, readDashParts, readHlsParts } from '../../support/sequence-client.js';

/** Of the MPD (ISO/IEC 23009-1). */
const SCHEMA = new URL('../conformance/mpd.xsd', import.meta.url).pathname;
/** Frames per second of the film, which has twelve seconds in segments of two. */
const RATE = 24;
/** Hidden marks follow from it: with the code 6, of the segments in which a mark is seen the first and the last are second variants. */
const SECRET = 'a'.repeat(64);
const SIZE = { width: 426, height: 240 };
const CUES = 'WEBVTT\n\n00:00.500 --> 00:01.500\nAm Anfang\n\n00:05.000 --> 00:06.000\nIn der Mitte\n';

type Claims = NonNullable<Parameters<Origin['token']>[1]>;

/** Away from the number of the frame, which is at the bottom. From 1 to 2.5 and from 7 to 8.5 seconds. */
const OVERLAYS = [
  { text: '{viewer} {tenant}', place: 'top', size: 12, opacity: 1, every: 6, for: 1.5, from: 1 },
];
const isShown = (frame: number) => frame >= RATE && (frame - RATE) % (6 * RATE) < 1.5 * RATE;

const PLAYED: Claims = {
  ...{ viewer: 'ann', tenant: 'acme', max_streams: 50, max_height: 240, download: true },
  pieces: [
    ['f70', 'f230'],
    ['f10', 'f40'],
  ],
  // The film is put into itself too, where the mark stands.
  inserts: [
    { asset: 'ads/one', at: 'start', end: 'f30' },
    { asset: 'films/film', at: 'f100', start: 'f24', end: 'f48' },
    { asset: 'ads/one', at: 'end', start: 'f30', end: 'f90' },
  ],
};
const PARTS = [
  { asset: 'ads/one', first: 0, end: 30 },
  { asset: 'films/film', first: 70, end: 100 },
  { asset: 'films/film', first: 24, end: 48 },
  { asset: 'films/film', first: 100, end: 230 },
  { asset: 'films/film', first: 10, end: 40 },
  { asset: 'ads/one', first: 30, end: 90 },
];

let folder: string;
let servers: readonly [Origin, Origin];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-all-treatments-'));
  await writeFile(join(folder, 'film.vtt'), CUES);
  servers = await startTwins({
    masters: {
      'films/film.mp4': await numberedFilm(),
      'films/film.de.vtt': join(folder, 'film.vtt'),
      'ads/one.mp4': await generateMaster('h264-2997'),
    },
    secret: SECRET,
    // An insert that was not measured yet is played as it is once, and then with a gain.
    env: { ONPLAY_SEGMENT_MS: '2000', ONPLAY_INSERT_LOUDNESS: 'off' },
  });
  // An insert that is not indexed in time is left out.
  for (const server of servers)
    for (const asset of ['ads/one', 'films/film'])
      await bytesOf(`${server.url}/${asset}.m3u8?token=${server.token(asset)}`);
});
afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function urlOf(extension: 'm3u8' | 'mpd', claims: Claims, query = ''): string {
  const [server] = servers;
  return `${server.url}/films/film.${extension}?token=${server.token('films/film', claims)}${query}`;
}

/** The last component of the directory, and the file: without grants. */
const nameOf = (url: string) => new URL(url).pathname.split('/').slice(-2).join('/');

/** What the grant in a URL says. */
function membersOf(url: string): object {
  const [payload = ''] = new URL(url).pathname.split('/')[2]!.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const numbers = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);

async function mediaOf({ init, segments }: PartUrls): Promise<Buffer> {
  return Buffer.concat(await Promise.all([init, ...segments].map(bytesOf)));
}

async function expectExactFrames(parts: readonly PartUrls[]): Promise<void> {
  const shown = await Promise.all(
    parts.map(async (part) => decodeFrameNumbers('pipe:0', { input: await mediaOf(part) })),
  );
  // Burned-in text stands over the number.
  const known = shown.map((part, n) => part.map((frame, i) => frame ?? coveredFrame(PARTS[n]!, i)));
  expect(known).toEqual(PARTS.map(({ first, end }) => numbers(first, end)));
}

function coveredFrame({ asset, first }: (typeof PARTS)[number], i: number): number | undefined {
  const seconds = (first + i) / RATE;
  const isCovered = (seconds >= 0.5 && seconds < 1.5) || (seconds >= 5 && seconds < 6);
  return asset === 'films/film' && isCovered ? first + i : undefined;
}

/** Which frames of a part, by their numbers in its asset, have a mark that another session's have not. */
async function markedFrames(part: PartUrls, unmarked: PartUrls, first: number): Promise<readonly number[]> {
  const [ours, theirs] = await Promise.all(
    [part, unmarked].map(async (each) => lumaFrames(await mediaOf(each), SIZE)),
  );
  expect(ours!.length).toBe(theirs!.length);
  return ours!.flatMap((frame, i) => (seenMark(frame, theirs![i]!, SIZE) ? [first + i] : []));
}

/** Whether a segment of a part has a frame with a mark. */
function isMarked({ first }: (typeof PARTS)[number], segment: number, { durations }: PartUrls): boolean {
  const ends = durations.slice(0, segment + 1).reduce((sum, seconds) => sum + seconds, 0);
  const begins = ends - durations[segment]!;
  return numbers(first + Math.round(begins * RATE), first + Math.round(ends * RATE)).some(isShown);
}

/** All that is played of the lowest rung, and of audio and text. */
async function read(claims: Claims, query = '') {
  const { video, audio, text } = await readHlsParts(urlOf('m3u8', claims, query));
  return { video: video[0]!.parts, audio: audio[0]!.parts, text: text[0]?.parts };
}

async function expectSameAtBoth(urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const [one, other] = await Promise.all(
      servers.map(async (server) => hashOf(await bytesOf(at(server, url)))),
    );
    expect([nameOf(url), one]).toEqual([nameOf(url), other]);
  }
}

const ofFilm = PARTS.flatMap(({ asset }, n) => (asset === 'films/film' ? [n] : []));
const ofAds = PARTS.flatMap(({ asset }, n) => (asset === 'ads/one' ? [n] : []));

describe.each([
  ['', PLAYED],
  ['and burned-in text', { ...PLAYED, burn: 't-de' }],
  ['and a hidden mark', { ...PLAYED, trace: 6 }],
] as const)('pieces and inserts with marks %s', (_what, played: Claims) => {
  const claims = { ...played, overlays: OVERLAYS } as Claims;

  it('have exactly their frames, by HLS and by DASH, which name the same segments', async () => {
    const { video } = await read(claims);
    await expectExactFrames(video);
    const dash = await readDashParts(urlOf('mpd', claims));
    expect(dash.video[0]!.parts.map(({ segments }) => segments.map(nameOf))).toEqual(
      video.map(({ segments }) => segments.map(nameOf)),
    );
  });

  it('have the mark in each frame of the film of its time, wherever that is played, and in no other', async () => {
    const [ours, theirs] = await Promise.all([read(claims), read(played)]);
    for (const n of ofFilm) {
      const { first, end } = PARTS[n]!;
      const marked = await markedFrames(ours.video[n]!, theirs.video[n]!, first);
      expect([n, marked]).toEqual([n, numbers(first, end).filter(isShown)]);
    }
  });

  it('have inserts, audio and text that are the same without marks', async () => {
    const [ours, theirs] = await Promise.all([read(claims), read(played)]);
    for (const n of ofAds)
      expect(ours.video[n]!.segments.map(nameOf)).toEqual(theirs.video[n]!.segments.map(nameOf));
    const names = (parts?: readonly PartUrls[]) => parts?.map(({ segments }) => segments.map(nameOf));
    expect(names(ours.audio)).toEqual(names(theirs.audio));
    expect(names(ours.text)).toEqual(names(theirs.text));
  });

  it('share all segments without a mark but the cut ones with every viewer', async () => {
    const [ours, theirs] = await Promise.all([read(claims), read(played)]);
    for (const n of ofFilm) {
      const plain = theirs.video[n]!.segments.map(nameOf);
      for (const [i, url] of ours.video[n]!.segments.entries())
        expect([url, nameOf(url) === plain[i]]).toEqual([url, !isMarked(PARTS[n]!, i, ours.video[n]!)]);
    }
  });

  it('are the same bytes at each server', async () => {
    const { video, audio } = await read(claims);
    await expectSameAtBoth([...video, ...audio].flatMap(({ init, segments }) => [init, ...segments]));
  });

  it('have grants with the marks for all parts of the film, by whatever playlist, and for no other asset', async () => {
    const { video, audio, text } = await read(claims);
    for (const parts of [video, audio, text ?? []])
      for (const [n, { segments }] of parts.entries())
        for (const url of segments.filter((each) => each.startsWith('http')))
          expect([n, 'o' in membersOf(url)]).toEqual([n, ofFilm.includes(n)]);
  });

  it('are periods of an MPD that is valid against the schema', async () => {
    const mpd = await bytesOf(urlOf('mpd', claims));
    expect(mpd.toString().match(/<Period /g)).toHaveLength(PARTS.length);
    const checked = await runTool('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, '-'], { input: mpd });
    expect(checked.stderr).toBe('- validates\n');
  });

  it('are in no download and in no images', async () => {
    const token = servers[0].token('films/film', claims);
    const code = claims.trace === undefined ? 'sequence_unsupported' : 'trace_unsupported';
    for (const path of ['.mp4', '/poster.jpg']) {
      const response = await servers[0].fetch(`/films/film${path}?token=${token}`);
      expect(await response.json()).toMatchObject({ code });
    }
  });
});

describe('pieces with text and marks', () => {
  it('have the cues of each piece at its times', async () => {
    const { text } = await read({ ...PLAYED, overlays: OVERLAYS } as Claims);
    const cues = await Promise.all(
      text!.map(async ({ segments }) => (await Promise.all(segments.map(bytesOf))).join('\n')),
    );
    expect(cues[3]).toContain('In der Mitte');
    expect(cues[4]).toContain('Am Anfang');
    for (const n of [0, 1, 5]) expect(cues[n]).not.toMatch(/Anfang|Mitte/);
  });
});

describe('a clip with burned-in text and marks', () => {
  const overlays = OVERLAYS as Claims['overlays'];
  const clip = '&start=f20&end=f220&burn=t-de';

  it('has both, at the times of the film, in what is cut too', async () => {
    const claims = { viewer: 'ann', tenant: 'acme', max_height: 240 };
    const [ours, burned, plain] = await Promise.all([
      read({ ...claims, overlays }, clip),
      read(claims, clip),
      read(claims, '&start=f20&end=f220'),
    ]);
    const [part, unmarked] = [ours.video[0]!, burned.video[0]!];
    expect(await markedFrames(part, unmarked, 20)).toEqual(numbers(20, 220).filter(isShown));
    const texts = await markedFrames(unmarked, plain.video[0]!, 20);
    expect(texts).toContain(30);
    expect(texts).toContain(130);
    expect(part.segments[0]).toMatch(/\/v240-b[0-9a-f]+-m[0-9a-f]{3}-x20-48-[0-9a-f]{16}\/0\.m4s$/);
    await expectSameAtBoth(part.segments);
  });
});

describe('pieces and inserts with a hidden mark', () => {
  /** Between them they have both variants of most segments. */
  const CODES = [0, 1, 2, 4, 8];
  const claimsOf = (trace: number): Claims => ({ ...PLAYED, trace });
  /** Of what every viewer gets, by their names. */
  const plainHashes = new Map<string, string>();

  beforeAll(async () => {
    const { video } = await read(PLAYED);
    for (const { segments } of video)
      for (const url of segments) plainHashes.set(nameOf(url), hashOf(await bytesOf(url)));
  });

  it('have exactly their frames, by HLS and by DASH, which name the same segments', async () => {
    const { video } = await read(claimsOf(1));
    await expectExactFrames(video);
    const dash = await readDashParts(urlOf('mpd', claimsOf(1)));
    expect(dash.video[0]!.parts.map(({ segments }) => segments.map(nameOf))).toEqual(
      video.map(({ segments }) => segments.map(nameOf)),
    );
  });

  it('have of each segment of the film one of two variants, also of what is cut, and of others those of every viewer', async () => {
    const [plain, ...traced] = await Promise.all([
      read(PLAYED),
      ...CODES.map((code) => read(claimsOf(code))),
    ]);
    for (const n of ofAds)
      for (const { video } of traced)
        expect(video[n]!.segments.map(nameOf)).toEqual(plain.video[n]!.segments.map(nameOf));
    for (const n of ofFilm)
      for (const [i, url] of plain.video[n]!.segments.entries()) {
        const both = new Map(
          traced.map(({ video }) => [nameOf(video[n]!.segments[i]!), video[n]!.segments[i]!]),
        );
        expect(both.size).toBeLessThanOrEqual(2);
        const bytes = await Promise.all([...both.values()].map(async (one) => hashOf(await bytesOf(one))));
        const isOfAll = bytes.map((hash) => hash === plainHashes.get(nameOf(url)));
        expect(isOfAll.filter((each) => each).length).toBeLessThanOrEqual(1);
        if (both.size === 2) expect(isOfAll).toContain(true);
      }
  });

  it('look the same in both variants, in what is cut too', async () => {
    const plain = await read(PLAYED);
    let others = 0;
    for (const code of CODES) {
      const { video } = await read(claimsOf(code));
      for (const n of ofFilm) {
        const first = { ...video[n]!, segments: video[n]!.segments.slice(0, 1) };
        const ofAll = { ...plain.video[n]!, segments: plain.video[n]!.segments.slice(0, 1) };
        if (hashOf(await bytesOf(first.segments[0]!)) === plainHashes.get(nameOf(ofAll.segments[0]!)))
          continue;
        others += 1;
        expect(await markedFrames(first, ofAll, 0)).toEqual([]);
      }
    }
    expect(others).toBeGreaterThan(0);
  });

  it('are the same bytes at each server', async () => {
    const { video, audio } = await read(claimsOf(2));
    await expectSameAtBoth([...video, ...audio].flatMap(({ init, segments }) => [init, ...segments]));
  });

  it('have grants with the code for all parts of the film, by whatever playlist, and for no other asset', async () => {
    const { video, audio, text } = await read(claimsOf(1));
    for (const parts of [video, audio, text ?? []])
      for (const [n, { segments }] of parts.entries())
        for (const url of segments.filter((each) => each.startsWith('http')))
          expect([n, 'w' in membersOf(url)]).toEqual([n, ofFilm.includes(n)]);
  });

  it('are periods of an MPD that is valid against the schema', async () => {
    const mpd = await bytesOf(urlOf('mpd', claimsOf(1)));
    const checked = await runTool('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, '-'], { input: mpd });
    expect(checked.stderr).toBe('- validates\n');
  });
});
