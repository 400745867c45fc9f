/** Texts that are not UTF-8 as a whole: of another character set, or of lines that were joined from several. */
import { isAscii, isUtf8 } from 'node:buffer';

import { analyse } from 'chardet';

import type { ProblemLog } from '../problems.js';

/** Bytes of lines that are not ASCII, by which a set is guessed: more make the guess no better. */
const SAMPLE_BYTES = 32_768;
/** What a single byte may always be read as. */
const FALLBACK = 'windows-1252';
const LINE_FEED = 0x0a;
/** Each line costs far more than its bytes. The cues that are kept of a text have about as many. */
const MAX_LINES = 200_000;
const utf8 = new TextDecoder('utf-8');

interface Line {
  readonly bytes: Uint8Array;
  readonly isUtf8: boolean;
  readonly isAscii: boolean;
}

/**
 * Decodes the lines that are UTF-8 as such if they are many: bytes of another set are hardly ever valid UTF-8. All other lines
 * have one set, which is guessed from them.
 */
export function decodeLines(bytes: Uint8Array, log: ProblemLog): string {
  const lines = linesOf(bytes);
  const foreign = lines.filter((line) => !line.isAscii);
  const other = foreign.filter((line) => !line.isUtf8);
  const isMixed = foreign.length - other.length > foreign.length / 3;
  const set = guessedSet(sampleOf(isMixed ? other : foreign));
  log.add(isMixed ? 'character_sets_mixed' : 'character_set_guessed', undefined, set);
  const decoder = new TextDecoder(set);
  if (!isMixed) return decoder.decode(bytes);
  return lines.map((line) => (line.isUtf8 ? utf8 : decoder).decode(line.bytes)).join('\n');
}

/** The last of very many is all that is left. */
function linesOf(bytes: Uint8Array): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= bytes.length; ) {
    const found = lines.length < MAX_LINES - 1 ? bytes.indexOf(LINE_FEED, start) : -1;
    const end = found === -1 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    lines.push({ bytes: line, isUtf8: isUtf8(line), isAscii: isAscii(line) });
    start = end + 1;
  }
  return lines;
}

function sampleOf(lines: readonly Line[]): Uint8Array {
  const sample = Buffer.alloc(SAMPLE_BYTES, LINE_FEED);
  let length = 0;
  for (const { bytes } of lines) {
    if (length >= SAMPLE_BYTES) break;
    sample.set(bytes.subarray(0, SAMPLE_BYTES - length), length);
    length += bytes.length + 1;
  }
  return sample.subarray(0, length);
}

/** The most probable set in which all bytes are characters; else the most probable. */
function guessedSet(sample: Uint8Array): string {
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
