/**
 * ISO/IEC 13818-1 2.6 Descriptors: u8 tag, u8 length, contents
 *
 *     0x05  registration            a four-character code
 *     0x0a  ISO 639 language        three letters and u8 audio_type, repeated
 *     0x56  teletext (EN 300 468)   three letters, 5 bits of teletext_type, 3 of the magazine, u8 page, repeated
 *     0x59  subtitling (EN 300 468) three letters, u8 subtitling_type, u16 composition_page_id, u16 ancillary_page_id, repeated
 */
export interface Descriptor {
  readonly tag: number;
  readonly contents: Uint8Array;
}

const REGISTRATION = 0x05;
const LANGUAGE = 0x0a;
const TELETEXT = 0x56;
const SUBTITLING = 0x59;
/** Bytes of a language. */
const TELETEXT_BYTES = 5;
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

/** One of the pages of subtitles that a stream of teletext announces. */
export interface SubtitlePage {
  /** Three letters of ISO 639-2, as they are stored. */
  readonly language: string;
  readonly isForHardOfHearing: boolean;
  /** The magazine, 0 to 7, times 256, and two digits in hexadecimal. */
  readonly page: number;
}

/** `teletext_type` (EN 300 468 table 100) of subtitles, and of those for the hard of hearing. */
const [SUBTITLES, FOR_HARD_OF_HEARING] = [0x02, 0x05];

/** The pages of subtitles of a stream of teletext. */
export function subtitlePages(descriptors: readonly Descriptor[]): readonly SubtitlePage[] {
  return entriesOf(descriptors, TELETEXT, TELETEXT_BYTES).flatMap((entry) => {
    const type = entry[3]! >> 3;
    if (type !== SUBTITLES && type !== FOR_HARD_OF_HEARING) return [];
    const language = entry.toString('latin1', 0, 3);
    const page = ((entry[3]! & 7) << 8) | entry[4]!;
    return [{ language, page, isForHardOfHearing: type === FOR_HARD_OF_HEARING }];
  });
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
  return entriesOf(descriptors, SUBTITLING, SUBTITLING_BYTES).map((entry) => ({
    language: entry.toString('latin1', 0, 3),
    type: entry[3]!,
    compositionPage: entry.readUInt16BE(4),
    ancillaryPage: entry.readUInt16BE(6),
  }));
}

/** The entries, of so many bytes each, of the first descriptor of a kind. */
function entriesOf(descriptors: readonly Descriptor[], kind: number, bytes: number): readonly Buffer[] {
  const { contents } = descriptors.find(({ tag }) => tag === kind) ?? { contents: new Uint8Array() };
  return Array.from({ length: Math.floor(contents.byteLength / bytes) }, (_, i) =>
    Buffer.from(contents.subarray(i * bytes, (i + 1) * bytes)),
  );
}

export function registration(code: string): Uint8Array {
  return Buffer.concat([Uint8Array.of(REGISTRATION, code.length), Buffer.from(code, 'latin1')]);
}
