/**
 * ISO/IEC 13818-1 2.6 Descriptors: u8 tag, u8 length, contents
 *
 *     0x05  registration            a four-character code
 *     0x0a  ISO 639 language        three letters and u8 audio_type, repeated
 *     0x59  subtitling (EN 300 468) three letters, u8 subtitling_type, u16 composition_page_id, u16 ancillary_page_id, repeated
 */
export interface Descriptor {
  readonly tag: number;
  readonly contents: Uint8Array;
}

const REGISTRATION = 0x05;
const LANGUAGE = 0x0a;
const SUBTITLING = 0x59;
/** Bytes of a language. */
const SUBTITLING_BYTES = 8;

/** The descriptors in order, up to one that is cut off. */
export function readDescriptors(bytes: Uint8Array): Descriptor[] {
  const found: Descriptor[] = [];
  for (let at = 0; at + 2 <= bytes.byteLength; at += 2 + bytes[at + 1]!) {
    const end = at + 2 + bytes[at + 1]!;
    if (end > bytes.byteLength) break;
    found.push({ tag: bytes[at]!, contents: bytes.subarray(at + 2, end) });
  }
  return found;
}

/** The four-character code by which private contents are known; undefined if there is none. */
export function registrationOf(descriptors: readonly Descriptor[]): string | undefined {
  const found = descriptors.find(({ tag, contents }) => tag === REGISTRATION && contents.byteLength >= 4);
  return found && Buffer.from(found.contents.subarray(0, 4)).toString('latin1');
}

/** Three letters of ISO 639-2, as they are stored; undefined if there are none. */
export function languageOf(descriptors: readonly Descriptor[]): string | undefined {
  const found = descriptors.find(({ tag, contents }) => tag === LANGUAGE && contents.byteLength >= 3);
  return found && Buffer.from(found.contents.subarray(0, 3)).toString('latin1');
}

/** One of the languages of a stream of DVB subtitles. */
export interface Subtitling {
  /** Three letters of ISO 639-2, as they are stored. */
  readonly language: string;
  /** By EN 300 468 table 26, `component_type` of stream_content 3. */
  readonly type: number;
  readonly compositionPage: number;
  readonly ancillaryPage: number;
}

/** The languages of a stream of DVB subtitles. */
export function subtitlingOf(descriptors: readonly Descriptor[]): readonly Subtitling[] {
  const { contents } = descriptors.find(({ tag }) => tag === SUBTITLING) ?? { contents: new Uint8Array() };
  return Array.from({ length: Math.floor(contents.byteLength / SUBTITLING_BYTES) }, (_, i) => {
    const entry = Buffer.from(contents.subarray(i * SUBTITLING_BYTES, (i + 1) * SUBTITLING_BYTES));
    return {
      language: entry.toString('latin1', 0, 3),
      type: entry[3]!,
      compositionPage: entry.readUInt16BE(4),
      ancillaryPage: entry.readUInt16BE(6),
    };
  });
}

export function registration(code: string): Uint8Array {
  return Buffer.concat([Uint8Array.of(REGISTRATION, code.length), Buffer.from(code, 'latin1')]);
}
