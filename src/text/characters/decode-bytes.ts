/** From bytes to characters, whatever the character set. Standard: WHATWG Encoding, whose names are used. */
import type { ProblemLog } from '../problems.js';
import { decodeLines } from './decode-lines.js';
import { utf16Order } from './utf-16.js';

/** Bytes of the beginning that tell of UTF-16 (WHATWG Encoding 6). */
const BYTE_ORDER_MARKS = [
  { mark: [0xef, 0xbb, 0xbf], set: 'utf-8' },
  { mark: [0xff, 0xfe], set: 'utf-16le' },
  { mark: [0xfe, 0xff], set: 'utf-16be' },
] as const;

/**
 * Decodes a text by its byte order mark; else as UTF-16 if it looks so, as UTF-8 if it is, or as what it probably is. Never
 * fails: what cannot be read becomes U+FFFD and a problem.
 * @returns without a byte order mark.
 */
export function decodeBytes(bytes: Uint8Array, log: ProblemLog): string {
  const marked = BYTE_ORDER_MARKS.find(({ mark }) => mark.every((byte, i) => bytes[i] === byte));
  const set = marked?.set ?? utf16Order(bytes);
  // A mark of UTF-8 is often left before a text of another set, by editors that join files.
  const isFixed = set !== undefined && set !== 'utf-8';
  const text = isFixed ? new TextDecoder(set).decode(bytes) : utf8OrGuessed(bytes, log);
  if (text.includes('\uFFFD')) log.add('characters_unreadable');
  return text;
}

function utf8OrGuessed(bytes: Uint8Array, log: ProblemLog): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeLines(bytes, log);
  }
}
