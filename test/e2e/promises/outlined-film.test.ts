/**
 * The manifest of a long film in Matroska is there before its blocks are read, and says what it says afterwards; segments that were
 * requested at once are those of a server that knew the whole film first.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeMatroskaFilm } from '../../support/films/matroska-film.js';
import { sourceFilm } from '../../support/films/source-film.js';
import { bytesOf, type Presentation, readPresentation } from '../../support/hls-client.js';
import { type Origin, startTwins } from '../../support/origin.js';

const FILM = { seconds: 480, bytes: 150e6 };
const HEIGHT = 240;

let folder: string;
let origins: readonly [Origin, Origin];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-outlined-'));
  writeMatroskaFilm(join(folder, 'film.mkv'), await sourceFilm(), FILM);
  origins = await startTwins({ folder });
});
afterAll(async () => {
  for (const origin of [...(origins ?? [])].reverse()) await origin.stop();
  await rm(folder, { recursive: true });
});

/** What manifests say, without the grants in URLs, and without bandwidth, which follows from the segments that were produced. */
function said({ variants, audio }: Presentation) {
  const all = [...variants, ...audio.values()];
  return all.map(({ playlist, segments, init, durations, targetDuration }) => ({
    ...{ durations, targetDuration },
    names: [playlist, init, ...segments].map((url) => url.replace(/\/-\/[^/]+\//, '/')).map(pathOf),
  }));
}

const pathOf = (url: string) => new URL(url).pathname;

async function firstSegments({ variants, audio }: Presentation): Promise<Buffer> {
  const video = variants.find(({ height }) => height === HEIGHT)!;
  const [track] = audio.values();
  const urls = [video, track!].flatMap(({ init, segments }) => [init, ...segments.slice(0, 3)]);
  return Buffer.concat(await Promise.all(urls.map(bytesOf)));
}

/** Waits until the blocks of the film are read. */
async function complete(origin: Origin): Promise<void> {
  const headers = { Authorization: `Bearer ${origin.adminKey}` };
  const response = await origin.fetch('/api/assets/film', { headers });
  expect([response.status, ((await response.json()) as { video: { frames: number } }).video.frames]).toEqual([
    200,
    FILM.seconds * 24,
  ]);
}

test('manifests and segments are the same, whenever and wherever they are requested', async () => {
  const [early, late] = origins;
  const before = await readPresentation(early, 'film');
  const segments = await firstSegments(before);
  await complete(early);
  expect(said(await readPresentation(early, 'film'))).toEqual(said(before));
  await complete(late);
  const afterwards = await readPresentation(late, 'film');
  expect(said(afterwards)).toEqual(said(before));
  expect((await firstSegments(afterwards)).equals(segments)).toBe(true);
});
