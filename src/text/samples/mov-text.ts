/** A sample of `tx3g` (3GPP TS 26.245 5.17, ISO/IEC 14496-17) or of QuickTime's `text`: a length, the text, boxes that style it. */
import type { CueNode } from '../cue.js';
import { NodeBuilder } from '../node-builder.js';
import { lenientBoxes, readable } from './lenient-boxes.js';
import { FACE } from './mov-text-entry.js';

/** Characters [start, end) that have a style. */
interface StyleRecord {
  readonly start: number;
  readonly end: number;
  readonly face: number;
}

interface MovText {
  readonly nodes: readonly CueNode[];
  /** Whether something was left out that WebVTT does not have. */
  readonly isReduced: boolean;
}

/** Of a sample, which has a few: each may be about all of its text. */
const MAX_STYLE_RECORDS = 500;
const KINDS = [
  ['italic', FACE.italic],
  ['bold', FACE.bold],
  ['underline', FACE.underline],
] as const;
/** Boxes that are no effects: styles, encoding, wrapping, being forced. */
const PLAIN_BOXES: ReadonlySet<string> = new Set(['styl', 'encd', 'twrp', 'frcd']);

/** @param face of text that no style record is about. @param maxCharacters of the text. */
export function readMovText(sample: Uint8Array, face: number, maxCharacters: number): MovText {
  if (sample.length < 2) return { nodes: [], isReduced: false };
  const length = (sample[0]! << 8) | sample[1]!;
  const text = decodeText(sample.subarray(2, 2 + length));
  // A character is two UTF-16 units at most; styles count characters.
  const characters = [...text.slice(0, 2 * maxCharacters)].slice(0, maxCharacters);
  const boxes = lenientBoxes(sample.subarray(2 + length));
  const styles = boxes
    .filter(({ type }) => type === 'styl')
    .flatMap((box) => readable(() => styleRecords(box.content)) ?? [])
    .slice(0, MAX_STYLE_RECORDS);
  const isReduced = boxes.some(({ type }) => !PLAIN_BOXES.has(type));
  return { nodes: styled(withoutPadding(characters), styles, face), isReduced };
}

/** Without the NULs that some programs write at the end. */
function withoutPadding(characters: readonly string[]): readonly string[] {
  return characters.slice(0, characters.findLastIndex((character) => character !== '\0') + 1);
}

function decodeText(bytes: Uint8Array): string {
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff;
  const isLittleEndian = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = isBigEndian || isLittleEndian ? utf16(bytes, isBigEndian) : utf8OrMacRoman(bytes);
  return text.replace(/\r\n?/g, '\n');
}

function utf16(bytes: Uint8Array, isBigEndian: boolean): string {
  return new TextDecoder(isBigEndian ? 'utf-16be' : 'utf-16le').decode(bytes);
}

/** QuickTime's text is of the script of its language, which was hardly ever another than Roman. */
function utf8OrMacRoman(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('macintosh').decode(bytes);
  }
}

/** `styl`: entry-count u16, then startChar u16, endChar u16, font-ID u16, face-style-flags u8, font-size u8, color u32. */
function styleRecords(content: Uint8Array): readonly StyleRecord[] {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const count = Math.min(view.getUint16(0), MAX_STYLE_RECORDS);
  return Array.from({ length: count }, (_, i) => {
    const at = 2 + 12 * i;
    return { start: view.getUint16(at), end: view.getUint16(at + 2), face: view.getUint8(at + 6) };
  });
}

function styled(
  characters: readonly string[],
  styles: readonly StyleRecord[],
  face: number,
): readonly CueNode[] {
  const faces = characters.map(() => face);
  for (const { start, end, face: own } of styles) faces.fill(own, start, Math.max(start, end));
  const builder = new NodeBuilder(KINDS.length);
  let before = 0;
  for (const [i, character] of characters.entries()) {
    const now = faces[i]!;
    for (const [kind, bit] of KINDS) if (before & ~now & bit) builder.closeAcross(kind);
    for (const [kind, bit] of KINDS) if (now & ~before & bit) builder.open({ kind });
    builder.add({ kind: 'text', text: character });
    before = now;
  }
  return builder.nodes;
}
