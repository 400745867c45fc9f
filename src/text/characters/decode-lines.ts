/** Texts that are not UTF-8 as a whole: of another character set, or of lines that were joined from several. */
import { analyse } from 'chardet';

import type { ProblemLog } from '../problems.js';

/** Bytes of lines that are not ASCII, by which a set is guessed: more make the guess no better. */
const SAMPLE_BYTES = 32_768;
/** What a single byte may always be read as. */
const FALLBACK = 'windows-1252';
const LINE_FEED = 0x0a;
const strict = new TextDecoder('utf-8', { fatal: true });

interface Line {
  readonly bytes: Uint8Array;
  /** Undefined if it is not UTF-8. */
  readonly utf8: string | undefined;
  readonly isAscii: boolean;
}

/**
 * Decodes the lines that are UTF-8 as such if they are many: bytes of another set are hardly ever valid UTF-8. All other lines
 * have one set, which is guessed from them.
 */
export function decodeLines(bytes: Uint8Array, log: ProblemLog): string {
  const lines = linesOf(bytes);
  const foreign = lines.filter(({ isAscii }) => !isAscii);
  const other = foreign.filter(({ utf8 }) => utf8 === undefined);
  const isMixed = foreign.length - other.length > foreign.length / 3;
  const set = guessedSet((isMixed ? other : foreign).map((line) => line.bytes));
  log.add(isMixed ? 'character_sets_mixed' : 'character_set_guessed', undefined, set);
  const decoder = new TextDecoder(set);
  if (!isMixed) return decoder.decode(bytes);
  return lines.map((line) => line.utf8 ?? decoder.decode(line.bytes)).join('\n');
}

function linesOf(bytes: Uint8Array): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found === -1 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    lines.push({ bytes: line, utf8: utf8Of(line), isAscii: line.every((byte) => byte < 0x80) });
    start = end + 1;
  }
  return lines;
}

function utf8Of(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The most probable set in which all bytes are characters; else the most probable. */
function guessedSet(lines: readonly Uint8Array[]): string {
  const sample = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])).subarray(0, SAMPLE_BYTES);
  const isOther = (name: string) => !name.startsWith('UTF') && name !== 'ASCII' && isDecodable(name);
  const sets = analyse(sample)
    .map(({ name }) => name)
    .filter(isOther);
  return sets.find((set) => isWritten(new TextDecoder(set).decode(sample))) ?? sets[0] ?? FALLBACK;
}

/** Neither unassigned bytes nor control characters stand in what people write. A character may be cut at the end of the sample. */
function isWritten(text: string): boolean {
  return !/[\uFFFD\u0080-\u009F]/.test(text.slice(0, -1));
}

function isDecodable(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}
