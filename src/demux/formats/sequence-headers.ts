/** What the headers before a picture say of its format, in codecs with start codes. */
import { sectionsIn } from './start-codes.js';

const SEQUENCE_HEADER = 0xb3;
const EXTENSION = 0xb5;
const GROUP_OF_PICTURES = 0xb8;
const PICTURE = 0x00;

/** `extension_start_code_identifier` (ISO/IEC 13818-2 table 6-2). */
const SEQUENCE_EXTENSION = 1;
const SEQUENCE_DISPLAY_EXTENSION = 2;

/**
 * MPEG-1 and MPEG-2 (ISO/IEC 13818-2 6.2.2): size, aspect and frame rate of the sequence header; profile, scanning and chroma
 * format of its extension; colour and displayed size. Not the bit rate, which may be another with every header.
 */
export function mpegVideoFormat(head: Uint8Array): string | undefined {
  const fields: string[] = [];
  for (const { code, content } of sectionsIn(head)) {
    if (code === SEQUENCE_HEADER) fields.push(hex(content.subarray(0, 4)));
    if (code === EXTENSION && fields.length > 0) fields.push(extensionFields(content));
    if (code === GROUP_OF_PICTURES || code === PICTURE) break;
  }
  return fields.length > 0 ? fields.join() : undefined;
}

function extensionFields(content: Uint8Array): string {
  const [first = 0, second = 0, third = 0] = content;
  const identifier = first >> 4;
  if (identifier === SEQUENCE_EXTENSION) return hex(Uint8Array.of(first, second, third & 0xe0));
  return identifier === SEQUENCE_DISPLAY_EXTENSION ? hex(content) : '';
}

/** MPEG-4 part 2: the video object layer (ISO/IEC 14496-2 6.2.3), whose start codes are 20 to 2F. */
export function mpeg4Format(head: Uint8Array): string | undefined {
  return sectionOf(head, 0x20, 0x2f);
}

/** VC-1 in the advanced profile: the sequence header (SMPTE ST 421 6.1). */
export function vc1Format(head: Uint8Array): string | undefined {
  return sectionOf(head, 0x0f, 0x0f);
}

function sectionOf(head: Uint8Array, lowest: number, highest: number): string | undefined {
  for (const { code, content } of sectionsIn(head))
    if (code >= lowest && code <= highest) return hex(content);
  return undefined;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
