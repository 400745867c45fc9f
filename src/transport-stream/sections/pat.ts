import { readSection, writeSection } from './section.js';

/**
 * ISO/IEC 13818-1 2.4.4.3 Program association table (PID 0, table_id 0)
 *
 *     program_number  u16  0: the network's table, which is of no programme
 *     reserved        3 bits
 *     program_map_PID 13 bits
 *     …
 */
export const PAT_PID = 0;
const TABLE_ID = 0;

interface PatEntry {
  readonly programNumber: number;
  readonly pmtPid: number;
}

/** The programmes that a section names; undefined if it is none of this table that is valid now. */
export function readPat(bytes: Uint8Array): PatEntry[] | undefined {
  const section = readSection(bytes);
  if (section?.tableId !== TABLE_ID || !section.isCurrent) return undefined;
  const { contents } = section;
  const found: PatEntry[] = [];
  for (let at = 0; at + 4 <= contents.byteLength; at += 4) {
    const programNumber = (contents[at]! << 8) | contents[at + 1]!;
    const pmtPid = ((contents[at + 2]! & 0x1f) << 8) | contents[at + 3]!;
    if (programNumber !== 0) found.push({ programNumber, pmtPid });
  }
  return found;
}

export function writePat({ programNumber, pmtPid }: PatEntry): Uint8Array {
  const contents = Buffer.alloc(4);
  contents.writeUInt16BE(programNumber);
  contents.writeUInt16BE(0xe000 | pmtPid, 2);
  return writeSection(TABLE_ID, 1, contents);
}
