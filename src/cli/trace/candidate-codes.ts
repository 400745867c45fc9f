/** The lists of those whose copy it may be. Pure. */
import { OnplayError } from '../../shared/errors.js';
import { MAX_CODE } from '../../shared/trace/trace-code.js';

/** By code, the viewers who have it, as they stand in the list; none of a code that is in a list itself. */
export type Candidates = ReadonlyMap<number, readonly string[]>;

/** A few thousand codes a second are compared. */
const MAX_CANDIDATES = 1_000_000;

/**
 * Reads a list with a code in each line. Empty lines are left out.
 * @throws OnplayError `argument_invalid` for what is no number of 32 bits, for too many lines and for none.
 */
export function readCodes(text: string): Candidates {
  return new Map(linesOf(text).map((line) => [numbered(line), []]));
}

/**
 * Reads a list with the name of a viewer in each line. Of many viewers, two may have one code.
 * @throws OnplayError `argument_invalid` for too many lines and for none.
 */
export function readViewers(text: string, codeOf: (viewer: string) => number): Candidates {
  const byCode = new Map<number, string[]>();
  for (const viewer of linesOf(text)) {
    const code = codeOf(viewer);
    const others = byCode.get(code);
    if (others) others.push(viewer);
    else byCode.set(code, [viewer]);
  }
  return byCode;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length === 0 || lines.length > MAX_CANDIDATES)
    throw argumentInvalid('The list must have a line for each candidate, and at most a million.');
  return lines;
}

function numbered(line: string): number {
  const code = /^\d{1,10}$/.test(line) ? Number(line) : Number.NaN;
  if (!(code <= MAX_CODE)) throw argumentInvalid(`${line.slice(0, 20)} is no code of 32 bits.`);
  return code;
}

function argumentInvalid(publicDetail: string): OnplayError {
  return new OnplayError('argument_invalid', { publicDetail });
}
