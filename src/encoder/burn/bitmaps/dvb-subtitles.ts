/**
 * Display sets of DVB subtitles (ETSI EN 300 743 7.2), each a row of segments:
 *
 *     sync_byte       u8   0x0f
 *     segment_type    u8   0x10: page composition, 0x14: display definition, 0x80: end of display set
 *     page_id         u16
 *     segment_length  u16
 *
 * A page composition has u8 page_time_out, 4 bits of version, 2 bits of page_state, 2 reserved, and 6 bytes for each region. A display
 * definition has u8 version and flags, and the largest coordinates, u16 each.
 */
import { type BitmapFormat, type Canvas, largestCanvas } from './bitmap-format.js';

const SYNC = 0x0f;
const [PAGE_COMPOSITION, DISPLAY_DEFINITION] = [0x10, 0x14];
const HEADER_BYTES = 6;
/** `page_state` of a set that relies on those before it. */
const NORMAL_CASE = 0;
/** What a PES packet has before its segments (7.1): data_identifier and subtitle_stream_id; and after them. */
const [DATA_IDENTIFIER, PES_FIELDS_BYTES] = [0x20, 2];
const END_OF_PES_DATA = 0xff;
/** Where no display is defined (EN 300 743 5.1). */
const STANDARD_DEFINITION: Canvas = { width: 720, height: 576 };

/**
 * Sizes of sets with a page of no regions: alone or with an end of the display set (6 bytes), and with a display definition of 11 bytes,
 * or 19 where it has a window. In PES packets there are three bytes more.
 */
const CLEARING_SIZES: ReadonlySet<number> = new Set(
  [8, 14, 19, 25, 27, 33].flatMap((bytes) => [bytes, bytes + PES_FIELDS_BYTES + 1]),
);

export const dvbSubtitles: BitmapFormat = {
  codecId: 'S_DVBSUB',
  isShownUntilNext: true,
  isClearing: (bytes) => CLEARING_SIZES.has(bytes),
  isContinuation: (set) => {
    const page = segmentOf(withoutPesFields(set), PAGE_COMPOSITION);
    return page !== undefined && ((page[1] ?? 0) >> 2) % 4 === NORMAL_CASE;
  },
  stored: withoutPesFields,
  canvas: (_, sets) => {
    const sizes = sets.flatMap((set) => displaySize(withoutPesFields(set)) ?? []);
    return largestCanvas(sizes) ?? STANDARD_DEFINITION;
  },
  // A page that begins anew, and has no regions.
  nothing: () => Uint8Array.of(SYNC, PAGE_COMPOSITION, 0, 1, 0, 2, 1, 0x08),
  codecPrivate: ({ configuration }) => configuration,
};

/** The segments alone, of one or several PES packets. */
function withoutPesFields(set: Uint8Array): Uint8Array {
  if (set[0] !== DATA_IDENTIFIER) return set;
  const segments: Uint8Array[] = [];
  for (let at = 0; at < set.byteLength; ) {
    if (set[at] === SYNC && at + HEADER_BYTES <= set.byteLength) {
      const end = segmentEnd(set, at);
      segments.push(set.subarray(at, end));
      at = end;
    } else if (set[at] === DATA_IDENTIFIER) at += PES_FIELDS_BYTES;
    else if (set[at] === END_OF_PES_DATA) at++;
    else break;
  }
  return Buffer.concat(segments);
}

/** Of the segment at `at`: behind its last byte. */
function segmentEnd(set: Uint8Array, at: number): number {
  return at + HEADER_BYTES + ((set[at + 4]! << 8) | set[at + 5]!);
}

function displaySize(set: Uint8Array): Canvas | undefined {
  const definition = segmentOf(set, DISPLAY_DEFINITION);
  if (!definition || definition.byteLength < 5) return undefined;
  const view = new DataView(definition.buffer, definition.byteOffset);
  return { width: view.getUint16(1) + 1, height: view.getUint16(3) + 1 };
}

/** The contents of the first segment of a type. */
function segmentOf(set: Uint8Array, type: number): Uint8Array | undefined {
  for (let at = 0; at + HEADER_BYTES <= set.byteLength && set[at] === SYNC; ) {
    const end = segmentEnd(set, at);
    if (set[at + 1] === type) return set.subarray(at + HEADER_BYTES, end);
    at = end;
  }
  return undefined;
}
