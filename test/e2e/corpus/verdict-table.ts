/** A table of the outcome of every master. */
import type { CorpusEntry } from '../../support/corpus.js';
import type { Measures } from './measures.js';

export interface Row {
  readonly entry: CorpusEntry;
  readonly verdict: string;
  readonly manifestMs: number;
  readonly measures?: Measures;
}

const HEADINGS = ['file', 'expect', 'verdict', 'frames', 'audio s', 'error ms', 'manifest ms'];

/** Prints the table. */
export function publish(rows: readonly Row[]): void {
  printTable(HEADINGS, rows.map(cellsOf));
}

/** Prints rows of as many cells as there are headings, in columns of the same width. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const cells = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  '));
  process.stdout.write(`\n${lines.map((line) => `${line.trimEnd()}\n`).join('')}`);
}

function cellsOf({ entry, verdict, manifestMs, measures }: Row): string[] {
  const { framesGot, framesExpected, audioSecondsGot, secondsExpected, worstTimeErrorSeconds } =
    measures ?? {};
  const audio = audioSecondsGot === undefined ? '-' : audioSecondsGot.toFixed(3);
  return [
    entry.file,
    entry.expect,
    verdict,
    measures ? `${framesGot}/${framesExpected}` : '',
    measures ? `${audio}/${secondsExpected?.toFixed(3)}` : '',
    measures ? (1000 * (worstTimeErrorSeconds ?? 0)).toFixed(3) : '',
    manifestMs.toFixed(0),
  ];
}
