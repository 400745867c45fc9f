/**
 * MPEG-2 transport streams (ISO/IEC 13818-1): packets, sections and PES packets as bytes in memory, read and written. One file per
 * structure, which has the standard's table. This room does no I/O: it knows neither files nor codecs. Times are ticks of 90 kHz,
 * sizes are in bytes, ranges half-open.
 */

// Packets. A packet is named by the bytes it is in and the offset of its sync byte.

export { isScrambled, isUnitStart, PACKET_BYTES, PIDS, pidOf, SYNC_BYTE } from './packets/packet.js';
export { findGrid, GRID_SEARCH_BYTES, type PacketGrid } from './packets/packet-grid.js';

// Sections. `SectionAssembler` puts them together; readers return undefined for sections that are damaged or of another table.

export {
  type Descriptor,
  languageOf,
  registration,
  registrationOf,
  type SubtitlePage,
  type Subtitling,
  subtitlePages,
  subtitlingOf,
} from './sections/descriptors.js';
export { PAT_PID, readPat } from './sections/pat.js';
export { type ProgramMap, readPmt, type StreamEntry } from './sections/pmt.js';
export { SectionAssembler } from './sections/section-assembler.js';

// PES packets, and the clock of their timestamps.

export type { PesHeader } from './pes/pes-header.js';
export { PesPayload } from './pes/pes-payload.js';
export { TICKS_PER_SECOND, TIMESTAMPS, unwrapTimestamp } from './pes/timestamp.js';

// Writing transport streams of one elementary stream: first the header, then access units.

export { type StreamDescription, StreamWriter, streamHeader } from './write/single-stream.js';
