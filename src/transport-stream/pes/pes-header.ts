import {
  DTS_AFTER_PTS,
  ONLY_PTS,
  PTS_BEFORE_DTS,
  readTimestamp,
  TIMESTAMP_BYTES,
  writeTimestamp,
} from './timestamp.js';

/**
 * ISO/IEC 13818-1 2.4.3.6 PES packet
 *
 *     packet_start_code_prefix  u24  1
 *     stream_id                 u8
 *     PES_packet_length         u16  of what follows; 0: up to the next one (video)
 *     flags                     u8   0x80, PES_scrambling_control 0x30, …
 *     flags                     u8   PTS_DTS_flags 0xc0, … PES_extension_flag 0x01
 *     PES_header_data_length    u8   of what follows before the payload
 *     PTS, DTS                  if the flags say so
 *     …
 */
export interface PesHeader {
  readonly streamId: number;
  /** Bytes of the payload; 0 where it is not stated. */
  readonly payloadSize: number;
  readonly isScrambled: boolean;
  /** In ticks of 90 kHz, of 33 bits; undefined if there is none. */
  readonly pts?: number;
  /** Undefined if there is none: it is then equal to `pts`. */
  readonly dts?: number;
  /** stream_id_extension, which tells streams of one PID apart; undefined if there is none. */
  readonly extension?: number;
}

/** Up to and including PES_header_data_length. */
const FIXED_HEADER_BYTES = 9;
const SCRAMBLING = 0x30;
const PTS = 0x80;
const PTS_AND_DTS = 0xc0;
const MAX_PACKET_LENGTH = 0xffff;

/** Streams whose packets have no such header, and no media: maps, padding, ECM, EMM, DSM-CC, H.222.1 type E, directory. */
const WITHOUT_HEADER: ReadonlySet<number> = new Set([0xbc, 0xbe, 0xbf, 0xf0, 0xf1, 0xf2, 0xf8, 0xff]);

/**
 * The size of the header that begins at `at`, which has `length` bytes; more than `length` if it is not whole, 0 if none of a
 * stream of media begins there.
 */
export function pesHeaderSize(bytes: Uint8Array, at: number, length: number): number {
  for (let i = 0; i < Math.min(length, 3); i++) if (bytes[at + i] !== (i === 2 ? 1 : 0)) return 0;
  if (length < FIXED_HEADER_BYTES) return FIXED_HEADER_BYTES;
  if (WITHOUT_HEADER.has(bytes[at + 3]!) || (bytes[at + 6]! & 0xc0) !== 0x80) return 0;
  return FIXED_HEADER_BYTES + bytes[at + 8]!;
}

/** Reads the header at `at`, which is whole. */
export function readPesHeader(bytes: Uint8Array, at: number): PesHeader {
  const length = (bytes[at + 4]! << 8) | bytes[at + 5]!;
  const flags = bytes[at + 7]! & PTS_AND_DTS;
  const extra = bytes[at + 8]!;
  const headerSize = FIXED_HEADER_BYTES + extra;
  const hasPts = (flags & PTS) !== 0 && extra >= TIMESTAMP_BYTES;
  const hasDts = flags === PTS_AND_DTS && extra >= 2 * TIMESTAMP_BYTES;
  const pts = hasPts ? readTimestamp(bytes, at + FIXED_HEADER_BYTES) : undefined;
  const dts = hasDts ? readTimestamp(bytes, at + FIXED_HEADER_BYTES + TIMESTAMP_BYTES) : undefined;
  const extension = readExtension(bytes, at);
  return {
    streamId: bytes[at + 3]!,
    payloadSize: length === 0 ? 0 : Math.max(0, 6 + length - headerSize),
    isScrambled: (bytes[at + 6]! & SCRAMBLING) !== 0,
    ...(pts !== undefined && { pts }),
    ...(dts !== undefined && { dts }),
    ...(extension !== undefined && { extension }),
  };
}

/** Sizes of the fields before the extension, and of those at its beginning, each with the flag that says that it is there. */
const OPTIONAL_FIELDS = [
  [0x80, TIMESTAMP_BYTES],
  [0x40, TIMESTAMP_BYTES],
  [0x20, 6],
  [0x10, 3],
  [0x08, 1],
  [0x04, 1],
  [0x02, 2],
] as const;
const EXTENSION_FIELDS = [
  [0x80, 16],
  [0x20, 2],
  [0x10, 2],
] as const;
const HAS_EXTENSION = 0x01;
const HAS_PACK_HEADER = 0x40;

/** stream_id_extension; undefined where there is none, and behind a pack header, which transport streams do not have. */
function readExtension(bytes: Uint8Array, at: number): number | undefined {
  const flags = bytes[at + 7]!;
  if ((flags & HAS_EXTENSION) === 0) return undefined;
  const end = at + FIXED_HEADER_BYTES + bytes[at + 8]!;
  const start = at + FIXED_HEADER_BYTES + sizeOf(OPTIONAL_FIELDS, flags);
  const more = bytes[start] ?? 0;
  const field = start + 1 + sizeOf(EXTENSION_FIELDS, more);
  const hasField = (more & HAS_EXTENSION) !== 0 && (more & HAS_PACK_HEADER) === 0 && field + 2 <= end;
  return hasField && bytes[field + 1]! < 0x80 ? bytes[field + 1]! : undefined;
}

function sizeOf(fields: readonly (readonly [flag: number, size: number])[], flags: number): number {
  return fields.reduce((sum, [flag, size]) => sum + ((flags & flag) === 0 ? 0 : size), 0);
}

/** The header of a payload of `size` bytes. Times are whole numbers of at least 0. */
export function writePesHeader(
  streamId: number,
  size: number,
  { pts, dts }: { readonly pts: number; readonly dts: number },
): Uint8Array {
  const timestamps = pts === dts ? 1 : 2;
  const bytes = new Uint8Array(FIXED_HEADER_BYTES + timestamps * TIMESTAMP_BYTES);
  const length = bytes.byteLength - 6 + size;
  const stated = length > MAX_PACKET_LENGTH ? 0 : length;
  // 0x84: the payload begins with an access unit.
  bytes.set([0, 0, 1, streamId, stated >> 8, stated & 0xff, 0x84]);
  bytes[7] = pts === dts ? PTS : PTS_AND_DTS;
  bytes[8] = timestamps * TIMESTAMP_BYTES;
  writeTimestamp(bytes, FIXED_HEADER_BYTES, pts === dts ? ONLY_PTS : PTS_BEFORE_DTS, pts);
  if (pts !== dts) writeTimestamp(bytes, FIXED_HEADER_BYTES + TIMESTAMP_BYTES, DTS_AFTER_PTS, dts);
  return bytes;
}
