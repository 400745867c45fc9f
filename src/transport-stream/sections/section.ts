import { crc32 } from './crc32.js';

/**
 * ISO/IEC 13818-1 2.4.4.10 Section syntax, of the tables that are read here
 *
 *     table_id                  u8
 *     section_syntax_indicator  1 bit, 0, 2 bits reserved
 *     section_length            12 bits  of what follows
 *     table_id_extension        u16      transport_stream_id, program_number
 *     reserved, version_number, current_next_indicator
 *     section_number            u8
 *     last_section_number       u8
 *     contents
 *     CRC_32                    u32
 */
interface Section {
  readonly tableId: number;
  readonly extension: number;
  /** Whether it is valid now, and not only the next time. */
  readonly isCurrent: boolean;
  readonly contents: Uint8Array;
}

const HEADER_BYTES = 8;
const CRC_BYTES = 4;

/** Undefined for a section that is damaged or has another syntax. */
export function readSection(bytes: Uint8Array): Section | undefined {
  if (bytes.byteLength < HEADER_BYTES + CRC_BYTES || (bytes[1]! & 0x80) === 0 || crc32(bytes) !== 0)
    return undefined;
  return {
    tableId: bytes[0]!,
    extension: (bytes[3]! << 8) | bytes[4]!,
    isCurrent: (bytes[5]! & 1) === 1,
    contents: bytes.subarray(HEADER_BYTES, bytes.byteLength - CRC_BYTES),
  };
}

/** A section that is valid now, the only one of its table, of version 0. */
export function writeSection(tableId: number, extension: number, contents: Uint8Array): Uint8Array {
  const length = HEADER_BYTES - 3 + contents.byteLength + CRC_BYTES;
  const bytes = Buffer.alloc(3 + length);
  bytes[0] = tableId;
  bytes.writeUInt16BE(0xb000 | length, 1);
  bytes.writeUInt16BE(extension, 3);
  bytes[5] = 0xc1;
  bytes.set(contents, HEADER_BYTES);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -CRC_BYTES)), bytes.byteLength - CRC_BYTES);
  return bytes;
}
