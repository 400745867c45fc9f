/** Transport streams of any streams, made of access units that no decoder has to understand. */
import { writePesHeader } from '../../../src/transport-stream/pes/pes-header.js';
import { writePat } from '../../../src/transport-stream/sections/pat.js';
import { writeSection } from '../../../src/transport-stream/sections/section.js';
import { Packetizer, sectionPackets } from '../../../src/transport-stream/write/packetize.js';
import { packetsOf } from '../../transport-stream/support/packets.js';

export interface WrittenStream {
  readonly pid: number;
  readonly streamType: number;
  /** Descriptors. */
  readonly info?: Uint8Array;
  readonly units: readonly WrittenUnit[];
}

/** A PES packet. Without `pts` it has no time. */
export interface WrittenUnit {
  readonly bytes: Uint8Array;
  readonly pts?: number;
  readonly dts?: number;
}

export const PMT_PID = 0x1000;

/** The packets of a programme: its tables, then a PES packet of each stream in turn. @param programInfo descriptors. */
export function programmePackets(
  streams: readonly WrittenStream[],
  programNumber = 1,
  programInfo: Uint8Array = new Uint8Array(),
): Uint8Array[] {
  const writers = streams.map(({ pid }) => new Packetizer(pid));
  const rounds = Math.max(...streams.map(({ units }) => units.length));
  const media = Array.from({ length: rounds }, (_, round) =>
    streams.flatMap(({ units }, i) =>
      units[round] ? packetsOf(pesPackets(writers[i]!, units[round]!)) : [],
    ),
  );
  return [...tablePackets(streams, programNumber, programInfo), ...media.flat()];
}

export function tablePackets(
  streams: readonly Omit<WrittenStream, 'units'>[],
  programNumber = 1,
  programInfo: Uint8Array = new Uint8Array(),
): Uint8Array[] {
  const entries = streams.map(({ streamType, pid, info = new Uint8Array() }) => {
    const entry = Buffer.alloc(5);
    entry[0] = streamType;
    entry.writeUInt16BE(0xe000 | pid, 1);
    entry.writeUInt16BE(0xf000 | info.byteLength, 3);
    return Buffer.concat([entry, info]);
  });
  const head = Buffer.of(0xff, 0xff, 0xf0, programInfo.byteLength);
  const contents = Buffer.concat([head, programInfo, ...entries]);
  return [
    ...packetsOf(sectionPackets(0, writePat({ programNumber, pmtPid: PMT_PID }))),
    ...packetsOf(sectionPackets(PMT_PID, writeSection(2, programNumber, contents))),
  ];
}

function pesPackets(writer: Packetizer, { bytes, pts, dts = pts }: WrittenUnit): Uint8Array {
  if (pts !== undefined && dts !== undefined)
    return writer.packets(writePesHeader(0xe0, bytes.byteLength, { pts, dts }), bytes);
  const length = 3 + bytes.byteLength;
  return writer.packets(Uint8Array.of(0, 0, 1, 0xe0, length >> 8, length & 0xff, 0x84, 0, 0), bytes);
}

/** A picture of MPEG-2 video. @param type I, P or B. */
export function mpeg2Picture(type: 'I' | 'P' | 'B', size = 400): Buffer {
  const sequence =
    type === 'I' ? [0, 0, 1, 0xb3, 0x14, 0x01, 0x20, 0x13, 0, 0, 1, 0xb8, 0, 0x08, 0, 0x40] : [];
  const picture = [0, 0, 1, 0, 0, { I: 0x08, P: 0x10, B: 0x18 }[type], 0, 0];
  const coding = [0, 0, 1, 0xb5, 0x8f, 0xff, 0xf3, 0x80, 0x80];
  const slice = [0, 0, 1, 1, 0x22];
  return Buffer.concat([Buffer.of(...sequence, ...picture, ...coding, ...slice), Buffer.alloc(size, 0x5a)]);
}

/** A frame of ADTS of 48 kHz. */
export function adtsFrame(size = 300): Buffer {
  const frame = Buffer.alloc(size, 0x55);
  frame.set([0xff, 0xf1, 0x4c, 0x80 | (size >> 11), (size >> 3) & 0xff, ((size & 7) << 5) | 0x1f, 0xfc]);
  return frame;
}

export const FRAME_TICKS = 3600;
const AUDIO_TICKS = 1920;
/** In decoding order, with the place of each in presentation order. */
const GROUP = [
  ['I', 2],
  ['B', 0],
  ['B', 1],
  ['P', 5],
  ['B', 3],
  ['B', 4],
] as const;

/** MPEG-2 video with B-frames, in groups of six frames. */
export function filmStream(groups: number, start = 90_000, pid = 0x100): WrittenStream {
  const units = Array.from({ length: groups * GROUP.length }, (_, i) => {
    const [type, place] = GROUP[i % GROUP.length]!;
    const frame = i - (i % GROUP.length) + place;
    return {
      bytes: mpeg2Picture(type, 300 + i),
      pts: start + frame * FRAME_TICKS,
      dts: start + (i - 1) * FRAME_TICKS,
    };
  });
  return { pid, streamType: 2, units };
}

/** AAC, a frame in each packet. */
export function musicStream(frames: number, start = 90_000, pid = 0x101): WrittenStream {
  const units = Array.from({ length: frames }, (_, i) => ({
    bytes: adtsFrame(200 + i),
    pts: start + i * AUDIO_TICKS,
  }));
  return { pid, streamType: 0x0f, units };
}
