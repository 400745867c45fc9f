/** Transport streams whose packets, tables and headers cause far more time or memory to be spent than those of any recording. */
import { PACKET_BYTES, PIDS } from '../../../src/transport-stream/index.js';
import { writeTimestamp } from '../../../src/transport-stream/pes/timestamp.js';
import { writeSection } from '../../../src/transport-stream/sections/section.js';
import { Packetizer, sectionPackets } from '../../../src/transport-stream/write/packetize.js';
import type { Piece } from './sparse-file.js';
import {
  adtsFrame,
  filmStream,
  mpeg2Picture,
  musicStream,
  PMT_PID,
  programmePackets,
  tablePackets,
} from './write-transport-stream.js';

const VIDEO = { pid: 0x100, streamType: 2 } as const;
const AUDIO = { pid: 0x101, streamType: 0x0f } as const;
const MOST_TIME = 2 ** 33 - 1;
/** So many packets are put together at once, and written again and again. */
const PACKETS_OF_A_PIECE = 4096;

/** A short recording, and what follows it. */
const afterRecording = (...pieces: readonly Piece[]): Piece[] => [
  Buffer.concat(programmePackets([filmStream(6), musicStream(60)])),
  ...pieces,
];

const tables = (): Buffer => Buffer.concat(tablePackets([VIDEO, AUDIO]));

/**
 * `count` packets, the first `distinct` of which are made, and then repeated. Their counters go on, as repeated packets are not read.
 * @param distinct a multiple of 16 for each of the PIDs, which take turns.
 */
function repeated(
  count: number,
  packet: (i: number) => Uint8Array,
  { distinct = PACKETS_OF_A_PIECE, pids = 1 } = {},
): Piece[] {
  const packets = Array.from({ length: distinct }, (_, i) => {
    const bytes = Buffer.from(packet(i));
    bytes[3] = (bytes[3]! & 0xf0) | (Math.floor(i / pids) & 0x0f);
    return bytes;
  });
  const bytes = Buffer.concat(packets);
  const whole = Math.floor((count * PACKET_BYTES) / bytes.byteLength);
  return new Array<Piece>(Math.max(1, whole)).fill(bytes);
}

interface PacketParts {
  readonly pid: number;
  readonly isStart?: boolean;
  /** Of the adaptation field as it is stated; absent without one. */
  readonly adaptationLength?: number;
  readonly payload?: Uint8Array;
}

/** One packet, filled up with `payload` repeated. */
function packet({ pid, isStart = false, adaptationLength, payload = Buffer.of(0) }: PacketParts): Buffer {
  const bytes = Buffer.alloc(PACKET_BYTES);
  const hasField = adaptationLength !== undefined;
  bytes.set([0x47, (isStart ? 0x40 : 0) | (pid >> 8), pid & 0xff, hasField ? 0x30 : 0x10]);
  bytes.fill(payload, 4);
  if (hasField) bytes[4] = adaptationLength;
  return bytes;
}

/** A PES header with a decode time, then the payload. @param length as it is stated; 0: unbounded. */
function pes(pts: number, payload: Uint8Array, length = 0): Buffer {
  const header = Buffer.alloc(14);
  header.set([0, 0, 1, 0xe0, length >> 8, length & 0xff, 0x84, 0x80, 5]);
  writeTimestamp(header, 9, 2, pts);
  return Buffer.concat([header, payload]);
}

/** A PES packet of one transport packet. */
const shortPes = (pid: number, pts: number, payload: Uint8Array) =>
  Buffer.from(new Packetizer(pid).packets(pes(pts, payload)));

/** Media on every PID there is, in turn. */
export function everyPid(packets: number): Piece[] {
  return afterRecording(
    ...repeated(packets, (i) => shortPes(i % PIDS, i * 3600, mpeg2Picture('I', 20)), {
      pids: PIDS,
      distinct: PIDS,
    }),
  );
}

/** Tables of all 65,535 programmes, which share a PID, each with as many streams as fit. */
export function manyProgrammes(): Piece[] {
  const numbers = Array.from({ length: 65_535 }, (_, i) => i + 1);
  const pat = Array.from({ length: 260 }, (_, i) => {
    const named = numbers.slice(253 * i, 253 * (i + 1));
    const contents = Buffer.concat(named.map((number) => Buffer.of(number >> 8, number & 0xff, 0xf0, 0)));
    return sectionPackets(0, writeSection(0, 1, contents));
  });
  const streams = Buffer.concat(Array.from({ length: 200 }, (_, i) => Buffer.of(2, 0xe1, i & 0xff, 0xf0, 0)));
  const map = Buffer.concat([Buffer.of(0xff, 0xff, 0xf0, 0), streams]);
  const pmts = numbers.map((number) => sectionPackets(PMT_PID, writeSection(2, number, map)));
  return [Buffer.concat([...pat, ...pmts]), ...afterRecording()];
}

/** A section of 4 kB that begins in each packet and never ends, then tiny ones that fill all others. */
export function endlessSections(packets: number): Piece[] {
  const begun = packet({ pid: PMT_PID, isStart: true, payload: Buffer.of(0, 2, 0xbf, 0xfd) });
  const tiny = packet({ pid: PMT_PID, payload: Buffer.of(2, 0xb0, 0) });
  return afterRecording(...repeated(packets, (i) => (i % 64 === 0 ? begun : tiny)));
}

/** Another map in every second packet: the video is on another PID each time. */
export function changingMap(packets: number): Piece[] {
  const maps = Array.from(
    { length: 64 },
    (_, i) =>
      tablePackets([
        { ...VIDEO, pid: 0x200 + i },
        { ...AUDIO, pid: 0x300 + i },
      ]).at(-1)!,
  );
  const media = Array.from({ length: 64 }, (_, i) => shortPes(0x200 + i, 0, mpeg2Picture('I', 20)));
  const at = (i: number) => (i % 2 === 0 ? maps : media)[(i >> 1) % 64]!;
  return afterRecording(...repeated(packets, at, { pids: 2 }));
}

/** Maps of 30 streams each, all with descriptors that state more than there is or nothing at all. */
export function descriptorLoops(packets: number): Piece[] {
  const maps = Array.from({ length: 256 }, (_, i) => {
    const entries = Array.from({ length: 30 }, (_, k) => Buffer.of(6, 0xe4, k, 0xf0 | (i & 0x0f), i));
    const contents = Buffer.concat([
      Buffer.of(0xff, 0xff, 0xff, 0xff),
      ...entries,
      Buffer.of(5, 255, 0x0a, 0),
    ]);
    return sectionPackets(PMT_PID, writeSection(2, 1, contents.subarray(0, 160)));
  });
  return afterRecording(...repeated(packets, (i) => maps[i % 256]!));
}

/** One PES packet that never ends, of bytes that look like start codes. */
export function endlessPes(packets: number): Piece[] {
  const payload = Buffer.of(0, 0, 1, 0xb5, 0, 0, 0, 0, 1, 1);
  return [
    tables(),
    shortPes(VIDEO.pid, 90_000, mpeg2Picture('I', 20)),
    ...repeated(packets, () => packet({ pid: VIDEO.pid, payload })),
    ...afterRecording(),
  ];
}

/** A decode time at the other end of 33 bits in each packet. */
export function wrappingClock(packets: number): Piece[] {
  const times = [0, MOST_TIME, 2 ** 32, 900_000];
  const at = (i: number) => shortPes(VIDEO.pid, times[i % 4]! ^ (i & 0xff), mpeg2Picture('P', 20));
  return afterRecording(...repeated(packets, at));
}

/** A new time base, twenty seconds ahead, in every second packet. */
export function jumpingClock(packets: number): Piece[] {
  const at = (i: number) => {
    const time = ((i >> 1) * 1_800_000 + (i & 1) * 3600) % MOST_TIME;
    return shortPes(VIDEO.pid, time, mpeg2Picture('I', 20));
  };
  return afterRecording(...repeated(packets, at));
}

/** Adaptation fields that are longer than their packets, on the PIDs of all tracks and tables. */
export function longAdaptationFields(packets: number): Piece[] {
  const pids = [0, PMT_PID, VIDEO.pid, AUDIO.pid];
  const at = (i: number) =>
    packet({ pid: pids[i % 4]!, isStart: i % 3 === 0, adaptationLength: 183 + (i % 73) });
  return afterRecording(...repeated(packets, at, { pids: 4 }));
}

/** Coded pictures of eight bytes, twenty in a packet. */
export function tinyPictures(packets: number): Piece[] {
  return afterRecording(
    ...repeated(packets, () => packet({ pid: VIDEO.pid, payload: Buffer.of(0, 0, 1, 0, 0, 0x10, 0, 1) })),
  );
}

/** Frames of ADTS of a header and a byte: 23 in a packet. */
export function tinyAudioFrames(packets: number): Piece[] {
  const frame = adtsFrame(8);
  const at = (i: number) => (i % 64 === 0 ? shortPes(AUDIO.pid, i, frame) : frames);
  const frames = packet({ pid: AUDIO.pid, payload: frame });
  return afterRecording(...repeated(packets, at));
}

/** Headers of ADTS that state 0 to 8191 bytes, of which hardly any is followed by another. */
export function lyingAdts(packets: number): Piece[] {
  const sizes = [0, 1, 6, 7, 8, 100, 8191];
  const at = (i: number) => {
    const header = adtsFrame(Math.max(7, sizes[i % 7]!)).subarray(0, 7);
    header[3] = (header[3]! & 0xfc) | (sizes[i % 7]! >> 11);
    header[4] = (sizes[i % 7]! >> 3) & 0xff;
    header[5] = ((sizes[i % 7]! & 7) << 5) | 0x1f;
    return packet({ pid: AUDIO.pid, payload: header });
  };
  return afterRecording(...repeated(packets, at));
}

/** LATM in frames of LOAS that state no bytes, or more than there are. */
export function lyingLatm(packets: number): Piece[] {
  const stream = { pid: 0x102, streamType: 0x11 } as const;
  const payloads = [Buffer.of(0x56, 0xe0, 0), Buffer.of(0x56, 0xff, 0xff), Buffer.of(0x56, 0xe0, 1, 0xff)];
  return [
    Buffer.concat(tablePackets([VIDEO, stream])),
    ...repeated(packets, (i) => packet({ pid: stream.pid, isStart: false, payload: payloads[i % 3]! })),
    ...afterRecording(),
  ];
}

/** PES packets without a byte of payload, of all tracks. */
export function emptyUnits(packets: number): Piece[] {
  const at = (i: number) =>
    Buffer.from(
      new Packetizer(i % 2 === 0 ? VIDEO.pid : AUDIO.pid).packets(pes(i * 40, new Uint8Array(), 8)),
    );
  return afterRecording(...repeated(packets, at, { pids: 2 }));
}

/** The sync byte is missing in every tenth packet. */
export function interruptedPackets(packets: number): Piece[] {
  const at = (i: number) => {
    const bytes = packet({ pid: VIDEO.pid });
    if (i % 10 === 0) bytes[0] = 0;
    return bytes;
  };
  return afterRecording(...repeated(packets, at));
}

/** H.264 of access unit delimiters and parameter sets alone: 30 in a packet. */
export function unitsWithoutPictures(packets: number): Piece[] {
  const stream = { pid: 0x103, streamType: 0x1b } as const;
  const payload = Buffer.of(
    0,
    0,
    1,
    9,
    0x10,
    0,
    0,
    1,
    7,
    0x42,
    0,
    0x1e,
    0,
    0,
    1,
    8,
    0xce,
    0,
    0,
    1,
    0x65,
    0x88,
  );
  return [
    Buffer.concat(tablePackets([stream, AUDIO])),
    shortPes(stream.pid, 90_000, payload),
    ...repeated(packets, () => packet({ pid: stream.pid, payload })),
    ...programmePackets([musicStream(60)]),
  ];
}
