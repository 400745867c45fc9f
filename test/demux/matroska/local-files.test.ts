/** A local file is read at once, and gives what any other source does. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileMaster } from '../../../src/stores/file-master.js';
import type { ByteSource } from '../../../src/stores/store.js';
import { longMatroska, piecesSource, writePieces } from '../../masters/support/long-matroska.js';
import { samplesIn } from '../../masters/support/read-matroska.js';
import { type MatroskaAudioKind, matroskaMaster } from '../../support/matroska-masters.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-local-'));
});
afterAll(() => rm(folder, { recursive: true }));

const opened = async (path: string): Promise<ByteSource> => (await fileMaster('film', path))!.open();

test.each([
  ['large frames', { frameBytes: 76_000 }],
  ['small frames', { frameBytes: 900 }],
  ['clusters of half a minute', { frameBytes: 20_000, clusterSeconds: 30 }],
])('a film of %s', async (_, more) => {
  const film = longMatroska({ seconds: 120, frameRate: 25, packetRate: 50, ...more });
  const path = join(folder, 'film.mkv');
  writePieces(path, film);
  const source = await opened(path);
  expect(await samplesIn(source)).toEqual(await samplesIn(piecesSource(film)));
  await source.close();
});

test.each<MatroskaAudioKind>(['vorbis.mkv', 'opus-60ms.webm', 'pcm-24.mkv', 'mp3.mkv'])(
  'a file with %s',
  async (kind) => {
    const path = await matroskaMaster(kind);
    const source = await opened(path);
    expect(await samplesIn(source)).toEqual(await samplesIn(await readFile(path)));
    await source.close();
  },
);
