/** The outcomes allowed for a real master, derived from the text in its manifest. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusEntry } from '../../support/corpus.js';

/**
 * `served`: all of it, correctly. `video only`: correctly, without audio that cannot be played. `refused`: a problem
 * instead of a manifest. `failed cleanly`: a manifest, and problems instead of some segments.
 */
export type Outcome = 'served' | 'video only' | 'refused' | 'failed cleanly';

/** The outcomes that a master's manifest allows. */
export function allowedOutcomes({ expect }: CorpusEntry, words: string): readonly Outcome[] {
  if (expect === 'ok') return ['served'];
  if (expect === 'either') return ['served', 'refused'];
  if (words.includes('video usable')) return ['video only'];
  if (words.includes('serve only what exists')) return ['refused', 'failed cleanly', 'served'];
  return words.includes('fail cleanly') ? ['refused', 'failed cleanly'] : ['refused'];
}

/** Containers round times to milliseconds. */
const TIME_TOLERANCE_SECONDS = 0.001;
/**
 * Masters with unreliable timestamps. This one stores decode times as presentation times although its frames are
 * reordered, and has one undecodable frame: which of the irregular times belongs to that frame is a guess.
 */
const UNRELIABLE_TIMES_SECONDS: Readonly<Record<string, number>> = {
  'sar/pixel_aspect_ratio_525x352.mp4': 0.2,
};

/** Largest allowed deviation of a frame's time from the master's, in seconds. */
export function timeToleranceOf({ file }: CorpusEntry): number {
  return UNRELIABLE_TIMES_SECONDS[file] ?? TIME_TOLERANCE_SECONDS;
}

/** The full text of the column `expect`, by file. */
export function expectationWords(corpus: readonly CorpusEntry[]): ReadonlyMap<string, string> {
  const [first] = corpus;
  if (!first) return new Map();
  const manifest = join(first.path.slice(0, -first.file.length), 'MANIFEST.tsv');
  const [header = '', ...lines] = readFileSync(manifest, 'utf8').split(/\r?\n/);
  const columns = header.split('\t');
  const rows = lines.map((line) => line.split('\t'));
  return new Map(
    rows.map((row) => [row[columns.indexOf('file')] ?? '', row[columns.indexOf('expect')] ?? '']),
  );
}
