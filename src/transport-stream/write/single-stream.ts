/** Writes transport streams of one elementary stream. */
import { writePesHeader } from '../pes/pes-header.js';
import { PAT_PID, writePat } from '../sections/pat.js';
import { writePmt } from '../sections/pmt.js';
import { nullPackets, Packetizer, sectionPackets } from './packetize.js';

const PROGRAM = 1;
const PMT_PID = 0x1000;
const STREAM_PID = 0x100;
/** As many packets of the same size as a reader wants to see before it believes the size. */
const LEADING_PACKETS = 16;

export interface StreamDescription {
  readonly streamType: number;
  /** Descriptors of the stream and of its programme, as bytes. */
  readonly info: Uint8Array;
  readonly programInfo: Uint8Array;
}

/** The beginning of the stream: its tables. */
export function streamHeader({ streamType, info, programInfo }: StreamDescription): Uint8Array {
  return Buffer.concat([
    sectionPackets(PAT_PID, writePat({ programNumber: PROGRAM, pmtPid: PMT_PID })),
    sectionPackets(PMT_PID, writePmt(PROGRAM, programInfo, { streamType, pid: STREAM_PID, info })),
    nullPackets(LEADING_PACKETS),
  ]);
}

/** Writes the access units that follow, each as a PES packet. */
export class StreamWriter {
  readonly #packetizer = new Packetizer(STREAM_PID);
  readonly #streamId: number;

  constructor(streamId: number) {
    this.#streamId = streamId;
  }

  /** @param times in whole ticks of 90 kHz, at least 0. */
  accessUnit(bytes: Uint8Array, times: { readonly pts: number; readonly dts: number }): Uint8Array {
    return this.#packetizer.packets(writePesHeader(this.#streamId, bytes.byteLength, times), bytes);
  }
}
