/** WebVTT 6.1: a file is divided into blocks. */

interface Block {
  /** The line of the times, if it is a cue. */
  readonly times?: string;
  /** Before the times. */
  readonly id?: string;
  /** After the times; of other blocks, all of it. */
  readonly lines: readonly string[];
  /** The number of the first line of the file, from 1. */
  readonly lineNumber: number;
}

const ARROW = '-->';

/**
 * The blocks of a file, one after the other. A block ends with an empty line, or before a line with an arrow that is not its own.
 * @param first index of the first line, after the signature.
 */
export function* blocks(lines: readonly string[], first: number): Generator<Block> {
  for (let at = first; at < lines.length; ) {
    if (lines[at] === '') {
      at++;
      continue;
    }
    const block = blockAt(lines, at);
    yield block.value;
    at = block.end;
  }
}

function blockAt(lines: readonly string[], at: number): { readonly value: Block; readonly end: number } {
  const lineNumber = at + 1;
  const timesAt = [at, at + 1].find((line) => lines[line]?.includes(ARROW));
  const from = timesAt === undefined ? at : timesAt + 1;
  let end = from;
  while (end < lines.length && lines[end] !== '' && !lines[end]!.includes(ARROW)) end++;
  const body = lines.slice(from, end);
  if (timesAt === undefined) return { value: { lines: body, lineNumber }, end };
  const id = timesAt > at ? lines[at]! : undefined;
  return { value: { times: lines[timesAt]!, ...(id && { id }), lines: body, lineNumber }, end };
}
