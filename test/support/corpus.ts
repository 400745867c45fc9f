/** The optional directory of real masters, with a manifest of the outcome expected for each. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

/** `ok`: it plays. `either`: it plays correctly or is refused cleanly. `bad`: it is refused, or fails cleanly. */
export type Expectation = 'ok' | 'either' | 'bad';

export interface CorpusEntry {
  /** Relative to the directory, separated by `/`. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly expect: Expectation;
  /** What the master exercises, as prose. */
  readonly exercises: string;
}

/** A small master with one property that a player must cope with. */
export interface FaultEntry {
  /** Relative to the directory of real masters, separated by `/`. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly property: string;
  /** What is right for it, as prose. */
  readonly expected: string;
}

const DEFAULT_FOLDER = fileURLToPath(new URL('../../../shared/media', import.meta.url));

/**
 * The real masters in `ONPLAY_TEST_MEDIA`, by default `../shared/media` beside the repository, in the manifest's order;
 * undefined if the default directory has no `MANIFEST.tsv`.
 *
 * @throws Error if `ONPLAY_TEST_MEDIA` is set and has no `MANIFEST.tsv`
 */
export function loadCorpus(): readonly CorpusEntry[] | undefined {
  const { ONPLAY_TEST_MEDIA } = env;
  const folder = corpusFolder();
  const manifest = join(folder, 'MANIFEST.tsv');
  if (existsSync(manifest)) return parseManifest(readFileSync(manifest, 'utf8'), folder);
  if (ONPLAY_TEST_MEDIA) throw new Error('ONPLAY_TEST_MEDIA names a directory without a MANIFEST.tsv');
  return undefined;
}

/** The masters that `faults/MANIFEST.tsv` of the same directory lists, in its order; none if it does not exist. */
export function loadFaults(): readonly FaultEntry[] {
  const folder = corpusFolder();
  const manifest = join(folder, 'faults/MANIFEST.tsv');
  if (!existsSync(manifest)) return [];
  return parseRows(readFileSync(manifest, 'utf8')).map((cell) => {
    const file = cell('file');
    return { file, path: join(folder, file), property: cell('property'), expected: cell('expected') };
  });
}

/** The directory of real masters, whether it exists or not. */
export function corpusFolder(): string {
  return resolve(env['ONPLAY_TEST_MEDIA'] || DEFAULT_FOLDER);
}

/** Parses a manifest: tab-separated values with a header line. Unknown columns are ignored. */
export function parseManifest(text: string, folder: string): CorpusEntry[] {
  return parseRows(text).map((cell) => {
    const file = cell('file');
    return {
      file,
      path: join(folder, file),
      expect: expectationOf(cell('expect')),
      exercises: cell('exercises'),
    };
  });
}

/** For each row a function that returns the value in a column, and throws where there is none. */
function parseRows(text: string): ((column: string) => string)[] {
  const [header = [], ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('\t'));
  return rows.map((row) => (column) => {
    const value = row[header.indexOf(column)];
    if (!value) throw new Error(`the manifest has a row without '${column}': ${row.join(' ')}`);
    return value;
  });
}

/** The first word of the column; the rest is for human readers. */
function expectationOf(text: string): Expectation {
  const [word] = /^\w+/.exec(text) ?? [];
  if (word === 'ok' || word === 'either' || word === 'bad') return word;
  throw new Error(`the manifest expects neither ok, either nor bad: ${text}`);
}
