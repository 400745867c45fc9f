/** A table of what becomes of every master with a fault. */
import type { FaultEntry } from '../../../support/corpus.js';
import type { ComparedMaster } from '../reference/compared-master.js';
import { printTable } from '../verdict-table.js';

export interface FaultRow {
  readonly entry: FaultEntry;
  /** `served`, `wrong`, `failed`, or the code of the problem. */
  readonly verdict: string;
  readonly manifestMs: number;
  readonly compared?: ComparedMaster;
  /** What Chromium makes of the file itself, in a few words; empty without a browser. */
  readonly chromium: string;
  /** The words of a refusal, or what is wrong. */
  readonly words: string;
}

const HEADINGS = [
  ...['file', 'what', 'verdict', 'manifest ms', 'ffmpeg: frames', 'seconds', 'errors', 'Chromium'],
  ...['served: frames', 'held', 'seconds', 'time error ms', 'least PSNR', 'audio offset ms', 'words'],
];

export function publishFaults(rows: readonly FaultRow[]): void {
  printTable(HEADINGS, rows.map(cellsOf));
}

function cellsOf({ entry, verdict, manifestMs, compared, chromium, words }: FaultRow): string[] {
  const { master, frames, audio = [] } = compared ?? {};
  return [
    entry.file,
    entry.property,
    verdict,
    manifestMs.toFixed(0),
    ...(master
      ? [`${master.video?.times.length ?? '-'}`, master.seconds.toFixed(3), `${linesOf(master.decodeErrors)}`]
      : ['', '', '']),
    chromium,
    frames ? `${frames.got}/${frames.expected}` : '',
    frames ? `${frames.held}` : '',
    compared?.seconds.toFixed(3) ?? '',
    frames ? (1000 * frames.worstTimeErrorSeconds).toFixed(1) : '',
    frames ? frames.worstDecibels.toFixed(1) : '',
    audio
      .map(({ offsets }) =>
        offsets.map((offset) => (offset ? (1000 * offset.seconds).toFixed(1) : '-')).join(' '),
      )
      .join(' | '),
    words,
  ];
}

function linesOf(text: string): number {
  return text.split('\n').filter((line) => line !== '').length;
}
