/** A SubRip file is divided at the lines that have times: neither numbers nor empty lines can be relied on. */
import { readTimes } from './times.js';

/** The number of a cue, on a line of its own. */
const NUMBER = /^\s*#?\d{1,9}\s*$/;

interface SrtBlock {
  readonly start: number;
  readonly end: number;
  readonly rest: string;
  /** Without empty lines, and without the number of the next cue; up to one whose times cannot be read. */
  readonly text: string;
  /** That of the times, from 1. */
  readonly lineNumber: number;
}

export function* srtBlocks(lines: readonly string[]): Generator<SrtBlock> {
  let at = nextTimes(lines, 0);
  while (at < lines.length) {
    const next = nextTimes(lines, at + 1);
    const end = nextUnreadable(lines, at + 1, next);
    const body = lines.slice(at + 1, end);
    const text = (end < lines.length ? withoutNumber(body) : body).map((line) => line.trim());
    yield {
      ...readTimes(lines[at]!)!,
      text: text.filter((line) => line !== '').join('\n'),
      lineNumber: at + 1,
    };
    at = next;
  }
}

/** The index of the first line with times from `from` on, or the number of lines. */
function nextTimes(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && !(lines[at]!.includes(':') && readTimes(lines[at]!))) at++;
  return at;
}

/** The index of the first line in [from, to) whose times cannot be read, or `to`. */
function nextUnreadable(lines: readonly string[], from: number, to: number): number {
  let at = from;
  while (at < to && !hasUnreadableTimes(lines, at)) at++;
  return at;
}

/** Whether a line stands where times do, below the number that begins a paragraph, and has an arrow, but no times. */
export function hasUnreadableTimes(lines: readonly string[], at: number): boolean {
  const isPlace = NUMBER.test(lines[at - 1] ?? '') && (lines[at - 2] ?? '').trim() === '';
  return isPlace && lines[at]!.includes('-->') && !readTimes(lines[at]!);
}

/** Without the number of the next cue, which stands directly before its times, or is a paragraph of its own. */
function withoutNumber(body: readonly string[]): readonly string[] {
  const last = body.findLastIndex((line) => line.trim() !== '');
  if (last === -1 || !NUMBER.test(body[last]!)) return body;
  const isNumber = last === body.length - 1 || body[last - 1]?.trim() === '';
  return isNumber ? body.slice(0, last) : body;
}
