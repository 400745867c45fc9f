/** The films of `./run bench places` are what it says they are: the same film in each container, and mostly holes. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MasterIndex } from '../../src/masters/master-index.js';
import { fileMaster } from '../../src/stores/file-master.js';
import { fakeTools } from '../masters/support/fake-tools.js';
import { indexMaster } from '../masters/support/index-master.js';
import { removeCues, writeMatroskaFilm } from '../support/films/matroska-film.js';
import { writeMp4Film } from '../support/films/mp4-film.js';
import { FRAME_RATE, sourceFilm } from '../support/films/source-film.js';

const FILM = { seconds: 120, bytes: 200e6 };

let folder: string;
let mp4: MasterIndex;
let matroska: MasterIndex;
let withoutCues: MasterIndex;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-films-'));
  const source = await sourceFilm();
  writeMp4Film(join(folder, 'film.mp4'), source, FILM);
  const cues = writeMatroskaFilm(join(folder, 'film.mkv'), source, FILM);
  mp4 = await indexed('film.mp4');
  matroska = await indexed('film.mkv');
  removeCues(join(folder, 'film.mkv'), cues);
  withoutCues = await indexed('film.mkv');
});
afterAll(() => rm(folder, { recursive: true }));

async function indexed(name: string): Promise<MasterIndex> {
  const master = (await fileMaster('film', join(folder, name)))!;
  return indexMaster(master, join(folder, 'copies'), fakeTools, new AbortController().signal);
}

/** What is presented when, to a microsecond. */
function presented({ video, audio: [audio] }: MasterIndex) {
  const { samples, frames, timescale } = video!;
  return {
    times: Array.from(frames, (frame) => Math.round((samples.times[frame]! / timescale) * 1e6)),
    sizes: Array.from(samples.sizes),
    syncs: Array.from(samples.sync),
    audioSizes: Array.from(audio!.samples.sizes),
    independent: video!.independent?.length,
  };
}

test('all frames are there, with a random access point every two seconds', () => {
  const { times, independent } = presented(mp4);
  expect(times).toEqual(
    Array.from({ length: FILM.seconds * FRAME_RATE }, (_, i) => Math.round((i / FRAME_RATE) * 1e6)),
  );
  expect(independent).toBe(FILM.seconds / 2);
});

test('the film is the same in both containers, with Cues and without', () => {
  expect(presented(matroska)).toEqual(presented(mp4));
  expect(presented(withoutCues)).toEqual(presented(mp4));
  expect([mp4, matroska, withoutCues].map(({ missing }) => missing)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('files are as large as they should be, and take little of the disk', async () => {
  for (const name of ['film.mp4', 'film.mkv']) {
    const { size, blocks } = await stat(join(folder, name));
    expect(size / FILM.bytes).toBeGreaterThan(0.95);
    expect(size / FILM.bytes).toBeLessThan(1.1);
    expect(512 * blocks).toBeLessThan(size / 3);
  }
});
