/** The masters of the bench: one film in several containers, which takes little of the disk. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { removeCues, writeMatroskaFilm } from '../../../test/support/films/matroska-film.js';
import { writeMp4Film } from '../../../test/support/films/mp4-film.js';
import { sourceFilm, sourceFilmPath } from '../../../test/support/films/source-film.js';
import { runFfmpeg } from '../master.js';

export const CONTAINERS = ['MP4', 'Matroska', 'Matroska without Cues', 'transport stream'] as const;
export type Container = (typeof CONTAINERS)[number];

export const EXTENSIONS: Readonly<Record<Container, string>> = {
  MP4: '.mp4',
  Matroska: '.mkv',
  'Matroska without Cues': '.mkv',
  'transport stream': '.ts',
};

export interface FilmSpec {
  readonly container: Container;
  readonly seconds: number;
  readonly bytes: number;
}

/** Of which a transport stream is made, over and over. */
const SOURCE_SECONDS = 8;

export interface WrittenFilm {
  readonly path: string;
  /** Of Matroska: makes it one without Cues. */
  readonly removeCues?: () => void;
}

/** Writes the film into a folder and has it reach the disk. */
export async function writeFilm(folder: string, spec: FilmSpec): Promise<WrittenFilm> {
  const path = join(folder, `film${EXTENSIONS[spec.container]}`);
  const film = await written(path, spec);
  spawnSync('sync', [path]);
  return film;
}

async function written(path: string, spec: FilmSpec): Promise<WrittenFilm> {
  if (spec.container === 'transport stream') {
    await writeTransportStream(path, spec);
    return { path };
  }
  const source = await sourceFilm();
  if (spec.container === 'MP4') {
    writeMp4Film(path, source, spec);
    return { path };
  }
  const cues = writeMatroskaFilm(path, source, spec);
  return { path, removeCues: () => removeCues(path, cues) };
}

/** Padded to the size by null packets. Its packets are everywhere, so it has no holes. */
async function writeTransportStream(path: string, { seconds, bytes }: FilmSpec): Promise<void> {
  const times = ['-stream_loop', String(seconds / SOURCE_SECONDS - 1)];
  const rate = ['-muxrate', String(Math.floor((8 * bytes) / seconds))];
  const input = [...times, '-i', await sourceFilmPath()];
  runFfmpeg([...input, '-t', String(seconds), '-c', 'copy', ...rate, '-f', 'mpegts', path]);
}

/** Drops a file from the page cache, so that what is read of it comes from the disk. */
export function dropFromPageCache(path: string): void {
  spawnSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
}
