/** The optional folder of real masters, with a manifest that says what is to be expected of each. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

/** `ok`: it plays. `either`: it plays correctly or is refused cleanly. `bad`: it is refused, or fails cleanly. */
export type Expectation = 'ok' | 'either' | 'bad';

export interface CorpusEntry {
  /** Relative to the folder, with `/` between its parts. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly expect: Expectation;
  /** What it is there for, in words. */
  readonly exercises: string;
}

const DEFAULT_FOLDER = fileURLToPath(new URL('../../../shared/media', import.meta.url));

/**
 * The real masters, in the manifest's order: of `ONPLAY_TEST_MEDIA`, else of `../shared/media` beside the repository.
 * Undefined where that folder has no `MANIFEST.tsv`; an error where the folder was asked for by name.
 */
export function loadCorpus(): readonly CorpusEntry[] | undefined {
  const { ONPLAY_TEST_MEDIA } = env;
  const folder = resolve(ONPLAY_TEST_MEDIA || DEFAULT_FOLDER);
  const manifest = join(folder, 'MANIFEST.tsv');
  if (existsSync(manifest)) return parseManifest(readFileSync(manifest, 'utf8'), folder);
  if (ONPLAY_TEST_MEDIA) throw new Error('ONPLAY_TEST_MEDIA names a folder without a MANIFEST.tsv');
  return undefined;
}

/** Reads a manifest: lines of columns between tabs, named by the first line. Other columns than ours are ignored. */
export function parseManifest(text: string, folder: string): CorpusEntry[] {
  const [header = [], ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('\t'));
  const cell = (row: readonly string[], column: string): string => {
    const value = row[header.indexOf(column)];
    if (!value) throw new Error(`the manifest has a row without '${column}': ${row.join(' ')}`);
    return value;
  };
  return rows.map((row) => {
    const file = cell(row, 'file');
    return {
      file,
      path: join(folder, file),
      expect: expectationOf(cell(row, 'expect')),
      exercises: cell(row, 'exercises'),
    };
  });
}

/** The first word of the column; what follows is for people. */
function expectationOf(text: string): Expectation {
  const [word] = /^\w+/.exec(text) ?? [];
  if (word === 'ok' || word === 'either' || word === 'bad') return word;
  throw new Error(`the manifest expects neither ok, either nor bad: ${text}`);
}
