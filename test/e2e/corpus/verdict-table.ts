/** One table of what came of every master. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CorpusEntry } from '../../support/corpus.js';
import type { Measures } from './measures.js';

export interface Row {
  readonly entry: CorpusEntry;
  readonly verdict: string;
  readonly manifestMs: number;
  readonly measures?: Measures;
}

const HEADINGS = ['file', 'expect', 'verdict', 'frames', 'audio s', 'error ms', 'manifest ms'];

/** Prints the table and keeps it in the system's temporary folder. */
export function publish(rows: readonly Row[]): void {
  const path = join(tmpdir(), 'onplay-corpus.txt');
  const text = tableOf(rows);
  writeFileSync(path, text);
  process.stdout.write(`\n${text}(kept in ${path})\n`);
}

function tableOf(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) => `${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}\n`)
    .join('');
}

function cellsOf({ entry, verdict, manifestMs, measures }: Row): string[] {
  const { framesGot, framesExpected, audioSecondsGot, secondsExpected, worstTimeErrorSeconds } =
    measures ?? {};
  const sound = audioSecondsGot === undefined ? '-' : audioSecondsGot.toFixed(3);
  return [
    entry.file,
    entry.expect,
    verdict,
    measures ? `${framesGot}/${framesExpected}` : '',
    measures ? `${sound}/${secondsExpected?.toFixed(3)}` : '',
    measures ? (1000 * (worstTimeErrorSeconds ?? 0)).toFixed(3) : '',
    manifestMs.toFixed(0),
  ];
}
