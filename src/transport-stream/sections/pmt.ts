import { type Descriptor, readDescriptors } from './descriptors.js';
import { readSection, writeSection } from './section.js';

/**
 * ISO/IEC 13818-1 2.4.4.9 Program map table (table_id 2)
 *
 *     reserved             3 bits
 *     PCR_PID              13 bits
 *     reserved             4 bits
 *     program_info_length  12 bits
 *     descriptors
 *     for each elementary stream:
 *       stream_type        u8
 *       reserved           3 bits
 *       elementary_PID     13 bits
 *       reserved           4 bits
 *       ES_info_length     12 bits
 *       descriptors
 */
export interface ProgramMap {
  readonly programNumber: number;
  readonly descriptors: readonly Descriptor[];
  readonly streams: readonly StreamEntry[];
}

export interface StreamEntry {
  readonly streamType: number;
  readonly pid: number;
  /** The descriptors as bytes. */
  readonly info: Uint8Array;
  readonly descriptors: readonly Descriptor[];
}

const TABLE_ID = 2;
const NO_PCR = 0x1fff;

/** Undefined if a section is none of this table that is valid now. */
export function readPmt(bytes: Uint8Array): ProgramMap | undefined {
  const section = readSection(bytes);
  if (section?.tableId !== TABLE_ID || !section.isCurrent || section.contents.byteLength < 4)
    return undefined;
  const { contents, extension } = section;
  const start = 4 + (((contents[2]! & 0x0f) << 8) | contents[3]!);
  return {
    programNumber: extension,
    descriptors: readDescriptors(contents.subarray(4, start)),
    streams: readStreams(contents.subarray(start)),
  };
}

function readStreams(bytes: Uint8Array): StreamEntry[] {
  const streams: StreamEntry[] = [];
  for (let at = 0; at + 5 <= bytes.byteLength; ) {
    const infoStart = at + 5;
    const infoEnd = infoStart + (((bytes[at + 3]! & 0x0f) << 8) | bytes[at + 4]!);
    const info = bytes.slice(infoStart, infoEnd);
    const pid = ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!;
    streams.push({ streamType: bytes[at]!, pid, info, descriptors: readDescriptors(info) });
    at = infoEnd;
  }
  return streams;
}

/** @param programInfo descriptors as bytes. */
export function writePmt(
  programNumber: number,
  programInfo: Uint8Array,
  { streamType, pid, info }: Omit<StreamEntry, 'descriptors'>,
): Uint8Array {
  const fields = Buffer.alloc(4);
  fields.writeUInt16BE(0xe000 | NO_PCR);
  fields.writeUInt16BE(0xf000 | programInfo.byteLength, 2);
  const stream = Buffer.alloc(5);
  stream[0] = streamType;
  stream.writeUInt16BE(0xe000 | pid, 1);
  stream.writeUInt16BE(0xf000 | info.byteLength, 3);
  return writeSection(TABLE_ID, programNumber, Buffer.concat([fields, programInfo, stream, info]));
}
