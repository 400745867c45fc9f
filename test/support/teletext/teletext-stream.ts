/** A transport stream of nothing but teletext, which ffmpeg reads: it takes the times of teletext from the clock of the programme. */
import { writePesHeader } from '../../../src/transport-stream/pes/pes-header.js';
import { writePat } from '../../../src/transport-stream/sections/pat.js';
import { writeSection } from '../../../src/transport-stream/sections/section.js';
import { Packetizer, sectionPackets } from '../../../src/transport-stream/write/packetize.js';
import { teletextPayload, type WrittenPage } from './write-teletext.js';

/** What is sent at a time. */
export interface TeletextUnit {
  /** In ticks of 90 kHz. */
  readonly pts: number;
  readonly pages: readonly WrittenPage[];
}

export interface AnnouncedPage {
  /** Three letters. */
  readonly language: string;
  /** ETSI EN 300 468 table 100: 1 an initial page, 2 subtitles, 5 subtitles for the hard of hearing. */
  readonly type: number;
  readonly page: string;
}

const [PMT_PID, PCR_PID, TEXT_PID] = [0x1000, 0x1ff, 0x200];
const [TELETEXT_DESCRIPTOR, PRIVATE_DATA, PRIVATE_STREAM_1] = [0x56, 6, 0xbd];

export function teletextDescriptor(pages: readonly AnnouncedPage[]): Buffer {
  const entries = pages.map(({ language, type, page }) =>
    Buffer.concat([
      Buffer.from(language, 'latin1'),
      Buffer.of((type << 3) | (Number(page[0]) % 8), Number.parseInt(page.slice(1), 16)),
    ]),
  );
  return Buffer.concat([Buffer.of(TELETEXT_DESCRIPTOR, 5 * entries.length), ...entries]);
}

export function teletextStream(units: readonly TeletextUnit[], announced: readonly AnnouncedPage[]): Buffer {
  const packetizer = new Packetizer(TEXT_PID);
  const info = teletextDescriptor(announced);
  const head = Buffer.of(0xe0 | (PCR_PID >> 8), PCR_PID & 0xff, 0xf0, 0);
  const stream = Buffer.of(PRIVATE_DATA, 0xe0 | (TEXT_PID >> 8), TEXT_PID & 0xff, 0xf0, info.byteLength);
  return Buffer.concat([
    sectionPackets(0, writePat({ programNumber: 1, pmtPid: PMT_PID })),
    sectionPackets(PMT_PID, writeSection(2, 1, Buffer.concat([head, stream, info]))),
    ...units.flatMap(({ pts, pages }) => {
      const payload = teletextPayload(pages);
      const header = writePesHeader(PRIVATE_STREAM_1, payload.byteLength, { pts, dts: pts });
      return [clockPacket(pts), packetizer.packets(header, payload)];
    }),
  ]);
}

/** A packet that has nothing but an adaptation field with a PCR (ISO/IEC 13818-1 2.4.3.5). */
function clockPacket(ticks: number): Buffer {
  const packet = Buffer.alloc(188, 0xff);
  packet.set([0x47, PCR_PID >> 8, PCR_PID & 0xff, 0x20, 183, 0x10]);
  packet.writeUInt32BE(Math.floor(ticks / 2), 6);
  packet.set([((ticks % 2) << 7) | 0x7e, 0], 10);
  return packet;
}
