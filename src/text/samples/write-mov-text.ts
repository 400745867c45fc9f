/** A sample of `tx3g` (3GPP TS 26.245 5.17): the length of a text, the text in UTF-8, and a `styl` box for what is not plain. */
import { box } from '../../isobmff/index.js';
import type { CueNode } from '../cue.js';
import { FACE } from './mov-text-entry.js';

/** Shows nothing. */
export const EMPTY_SAMPLE: Uint8Array = Uint8Array.of(0, 0);

/** The length has 16 bits. */
const MAX_TEXT_BYTES = 0xffff;
/** The count and the places of styles have 16 bits; more changes of style than this in one text are not read either. */
const MAX_STYLES = 500;

/** Text of one style. `face` has the bits of `FACE`. */
interface Run {
  readonly text: string;
  readonly face: number;
}

/** The text of some cues, each in lines of its own; the first of them, if they are too long together. */
export function movTextSample(payloads: readonly (readonly CueNode[])[]): Uint8Array {
  const runs: Run[] = [];
  let bytes = 0;
  for (const payload of payloads) {
    const own = withoutOuterBreaks(runsOf(payload, 0));
    const more = [...(runs.length > 0 ? [{ text: '\n', face: 0 }] : []), ...own];
    bytes += more.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    if (bytes > MAX_TEXT_BYTES) break;
    runs.push(...more);
  }
  const text = Buffer.from(runs.map((run) => run.text).join(''));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.byteLength);
  return Buffer.concat([length, text, ...styles(runs)]);
}

const FACES: Readonly<Record<string, number>> = {
  italic: FACE.italic,
  bold: FACE.bold,
  underline: FACE.underline,
};

/** What is read over characters stands behind them, in parentheses. */
function runsOf(nodes: readonly CueNode[], face: number): readonly Run[] {
  return nodes.flatMap((node): readonly Run[] => {
    if (node.kind === 'timestamp') return [];
    if (node.kind === 'text') return [{ text: node.text.replace(/\r\n?/g, '\n'), face }];
    const within = runsOf(node.children, face | (FACES[node.kind] ?? 0));
    return node.kind === 'rubyText' ? [{ text: '(', face }, ...within, { text: ')', face }] : within;
  });
}

function withoutOuterBreaks(runs: readonly Run[]): readonly Run[] {
  const isBlank = ({ text }: Run) => /^\n*$/.test(text);
  const first = runs.findIndex((run) => !isBlank(run));
  if (first < 0) return [];
  const last = runs.findLastIndex((run) => !isBlank(run));
  return runs.slice(first, last + 1).map(({ text, face }, i, { length }) => {
    const began = i === 0 ? text.replace(/^\n+/, '') : text;
    return { face, text: i === length - 1 ? trimmedEnd(began) : began };
  });
}

/** In linear time, which `/\n+$/` does not take. */
function trimmedEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

/** A style record of 12 bytes: startChar u16, endChar u16, font-ID u16, face-style-flags u8, font-size u8, color u32. */
function styles(runs: readonly Run[]): readonly Uint8Array[] {
  const records: Buffer[] = [];
  let at = 0;
  for (const { text, face } of runs) {
    const end = at + [...text].length;
    if (face !== 0 && end > at && records.length < MAX_STYLES) records.push(styleRecord(at, end, face));
    at = end;
  }
  if (records.length === 0) return [];
  const count = Buffer.alloc(2);
  count.writeUInt16BE(records.length);
  return [box('styl', count, ...records)];
}

/** As the default style of the sample entry, but for the face. */
const FONT_ID = 1;
const SIZE_OF_ENTRY = 16;
const WHITE = 0xffffffff;

function styleRecord(start: number, end: number, face: number): Buffer {
  const record = Buffer.alloc(12);
  for (const [i, value] of [start, end, FONT_ID].entries()) record.writeUInt16BE(value, 2 * i);
  record.writeUInt8(face, 6);
  record.writeUInt8(SIZE_OF_ENTRY, 7);
  record.writeUInt32BE(WHITE, 8);
  return record;
}
