/** The list of those whose copy it may be. Pure. */
import { OnplayError } from '../shared/errors.js';
import { MAX_CODE } from '../shared/trace/trace-code.js';

/** By code, what stands in the list. */
export type Candidates = ReadonlyMap<number, string>;

/** A few thousand codes a second are compared. */
const MAX_CANDIDATES = 1_000_000;

/**
 * Reads a list with one candidate in a line: a whole number is a code, anything else the name of a viewer. Empty lines are left out.
 * @throws OnplayError `argument_invalid` for a number beyond 32 bits, for too many lines and for none.
 */
export function readCandidates(text: string, codeOf: (viewer: string) => number): Candidates {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length === 0 || lines.length > MAX_CANDIDATES)
    throw argumentInvalid('The list of codes must have a line for each, and at most a million.');
  return new Map(lines.map((line) => [/^\d+$/.test(line) ? numbered(line) : codeOf(line), line]));
}

function numbered(line: string): number {
  const code = Number(line);
  if (code > MAX_CODE) throw argumentInvalid(`${line.slice(0, 20)} is no code of 32 bits.`);
  return code;
}

function argumentInvalid(publicDetail: string): OnplayError {
  return new OnplayError('argument_invalid', { publicDetail });
}
