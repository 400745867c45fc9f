import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench, BenchOptions, Comparison, Figure } from './support/bench.js';
import { type Container, type FilmSpec, type WrittenFilm, writeFilm } from './support/places/films.js';
import { type FirstLook, firstLook } from './support/places/first-look.js';
import { ratiosOf, spreadOf } from './support/statistics.js';

const HOUR = 3600;
const FILM_SECONDS = 2 * HOUR;
const LONG_SECONDS = 3 * HOUR;
const GIGABYTE = 1e9;
const SIZES = [1, 10, 60];
/** A transport stream has no holes, so larger ones would take the disk they say. */
const TRANSPORT_STREAM_SIZES = [1];
const LOOKS = 2;
const GOAL = { stored: 0.001, ratio: 1.2, longSeconds: 0.5 };

const places: Bench = {
  name: 'places',
  question:
    'a film of two hours that the server has never seen, in several containers and sizes: the time from the request for its manifest until that and its first segment are there, what is read meanwhile, and what is stored beside the master; Matroska against MP4',
  goal: `less than ${100 * GOAL.stored}% of the master stored; the manifest of Matroska in at most ${GOAL.ratio} of the time of MP4, that of three hours of MP4 in at most ${GOAL.longSeconds} s`,
  run: async (options) => {
    const root = await mkdtemp(join(tmpdir(), 'onplay-bench-places-'));
    await mkdir(join(root, 'masters'));
    const origin = await startOrigin({ folder: join(root, 'masters') });
    try {
      return outcomeOf(await looksAt(origin, root, options));
    } finally {
      await origin.stop();
      await rm(root, { recursive: true, force: true });
    }
  },
};

export default places;

interface Looks extends FilmSpec {
  readonly looks: readonly FirstLook[];
}

async function looksAt(origin: Origin, root: string, { quick, progress }: BenchOptions): Promise<Looks[]> {
  const all: Looks[] = [];
  let assets = 0;
  const look = (path: string) => firstLook(origin, path, `film-${++assets}`);
  // A freshly started server is still compiling its code.
  for (const container of ['MP4', 'Matroska'] as const)
    await look((await writeFilm(root, { container, seconds: 60, bytes: GIGABYTE / 100 })).path);
  for (const group of quick ? QUICK : groups()) {
    const films: { spec: FilmSpec; film: WrittenFilm; looks: FirstLook[] }[] = [];
    for (const [i, spec] of group.entries()) {
      progress(titleOf(spec));
      const folder = join(root, String(i));
      await mkdir(folder, { recursive: true });
      films.push({ spec, film: await writeFilm(folder, spec), looks: [] });
    }
    // In turn, so that what slows the machine slows all of a group.
    for (let round = 0; round < (quick ? 1 : LOOKS); round++)
      for (const { film, looks } of films) looks.push(await look(film.path));
    all.push(...films.map(({ spec, looks }) => ({ ...spec, looks })));
    for (const { spec, film } of films) {
      if (film.removeCues && !quick) {
        film.removeCues();
        all.push({ ...spec, container: 'Matroska without Cues', looks: [await look(film.path)] });
      }
      await rm(film.path);
    }
  }
  return all;
}

const film = (container: Container, size: number, seconds = FILM_SECONDS): FilmSpec => ({
  ...{ container, seconds, bytes: size * GIGABYTE },
});

const LONG_FILM = film('MP4', 10, LONG_SECONDS);
const QUICK = [[film('MP4', 1), film('Matroska', 1), LONG_FILM]];

/** Films that are on the disk at the same time. Of those in Matroska the Cues are removed afterwards, for one more look. */
function groups(): FilmSpec[][] {
  const ofSizes = SIZES.map((size) => [
    film('MP4', size),
    film('Matroska', size),
    ...(TRANSPORT_STREAM_SIZES.includes(size) ? [film('transport stream', size)] : []),
  ]);
  return [...ofSizes, [LONG_FILM]];
}

function outcomeOf(all: readonly Looks[]) {
  const ofTwoHours = all.filter(({ seconds }) => seconds === FILM_SECONDS);
  const stored = Math.max(...ofTwoHours.map(storedShare));
  const comparisons = ofTwoHours.flatMap((film) => comparisonWithMp4(film, ofTwoHours));
  const ratio = Math.max(
    ...comparisons
      .filter(({ name }) => !name.includes('without'))
      .map(({ onplay, theirs }) => spreadOf(ratiosOf(onplay, theirs)).median),
  );
  const long = manifestOf(all.find(({ seconds }) => seconds === LONG_SECONDS)!);
  return {
    comparisons,
    figures: all.flatMap(figuresOf),
    assumptions: ASSUMPTIONS,
    goalMet: stored < GOAL.stored && ratio <= GOAL.ratio && long <= GOAL.longSeconds,
    summary: `places stored ${(100 * stored).toFixed(2)}%, Matroska ${ratio.toFixed(2)} of MP4, three hours of MP4 ${long.toFixed(2)} s`,
  };
}

const ASSUMPTIONS = [
  'the film is H.264 of 720p24 with B-frames and a keyframe every two seconds, and AAC; frames are made larger by filler data, which is a hole in the file like all frames that nothing decodes: headers, tables and the heads of keyframes are real',
  'masters are dropped from the page cache before each look, so that what is read of them comes from the disk; a hole is read as zeros without one',
  'what is read counts everything that the server reads until the manifest is sent, its pipes to ffmpeg included',
  'a transport stream has no holes and is looked at in one size only: what is done for it grows with its size',
];

/** How long a manifest takes against MP4 of the same size; empty for MP4 itself. */
function comparisonWithMp4({ container, bytes, looks }: Looks, all: readonly Looks[]): Comparison[] {
  if (!container.startsWith('Matroska')) return [];
  const mp4 = all.find((other) => other.container === 'MP4' && other.bytes === bytes)!;
  const times = (of: readonly FirstLook[]) => of.map(({ manifest }) => manifest);
  const name = `${container}, ${bytes / GIGABYTE} GB: manifest`;
  return [{ name, unit: 's', other: 'MP4', onplay: times(looks), theirs: times(mp4.looks) }];
}

function figuresOf(film: Looks): Figure[] {
  const { looks } = film;
  const figure = (name: string, unit: string, values: readonly number[]) => ({
    ...{ name: `${titleOf(film)}: ${name}`, unit, values },
  });
  const read = looks.flatMap(({ readBytes }) => (readBytes === undefined ? [] : [readBytes / 1e6]));
  return [
    figure(
      'manifest',
      's',
      looks.map(({ manifest }) => manifest),
    ),
    figure(
      'first segment',
      's',
      looks.map(({ firstSegment }) => firstSegment),
    ),
    ...(read.length > 0 ? [figure('read', 'MB', read)] : []),
    figure(
      'stored',
      'MB',
      looks.map(({ storedBytes }) => storedBytes / 1e6),
    ),
  ];
}

function storedShare({ looks, bytes }: Looks): number {
  return Math.max(...looks.map(({ storedBytes }) => storedBytes)) / bytes;
}

function manifestOf({ looks }: Looks): number {
  return spreadOf(looks.map(({ manifest }) => manifest)).median;
}

function titleOf({ container, seconds, bytes }: FilmSpec): string {
  return `${container}, ${seconds / HOUR} h, ${bytes / GIGABYTE} GB`;
}
