/** Transport streams changed at random from a seed: headers of packets and PES packets, sections, start codes, and the order of packets. */
import { PACKET_BYTES } from '../../../src/transport-stream/index.js';
import { writeTimestamp } from '../../../src/transport-stream/pes/timestamp.js';
import { crc32 } from '../../../src/transport-stream/sections/crc32.js';
import { packetsOf } from '../../transport-stream/support/packets.js';

type Packets = Uint8Array[];
/** Changes the packets from `at` on. */
type Change = (packets: Packets, at: number, random: () => number) => void;

const HEADER_BYTES = 4;
/** Bytes before each packet and after it: none, a time of arrival, error correction. */
const AROUND = [
  [0, 0],
  [4, 0],
  [0, 16],
] as const;
const MOST_REPEATED = [2, 300, 20_000] as const;
const TIMES = [0, 1, 90_000, 2 ** 32, 2 ** 33 - 1] as const;
/** Start codes of MPEG-2, H.264 and HEVC, and the first bytes of audio frames with sizes that are no truth. */
const CODES = [
  ...[0x00, 0x09, 0x65, 0x67, 0x68, 0xb3, 0xb5, 0xb8, 0xe0, 0x26, 0x42].map((code) => [0, 0, 1, code]),
  ...[
    [0xff, 0xf1, 0x4c, 0x80, 0, 0x1f, 0xfc],
    [0xff, 0xf1, 0x4c, 0x83, 0xff, 0xff, 0xfc],
  ],
  ...[
    [0x56, 0xe0, 0],
    [0x56, 0xff, 0xff],
    [0x0b, 0x77, 0, 0, 0x3f],
    [0xff, 0xfd, 0xfc],
    [0x7f, 0xfe, 0x80, 1, 0, 0],
  ],
] as const;

/** The file with up to eight changes, its packets possibly of another size, possibly beginning and ending within one. */
export function changedPackets(file: Buffer, random: () => number): Buffer {
  const packets = packetsOf(new Uint8Array(file));
  for (let left = 1 + Math.floor(random() * 8); left > 0 && packets.length > 0; left--)
    pick(random, CHANGES)(packets, placeIn(packets, random), random);
  // Last, as what is no packet any more cannot be changed as one.
  if (random() < 0.3 && packets.length > 0) shift(packets, placeIn(packets, random), random);
  const [before, after] = random() < 0.7 ? AROUND[0] : pick(random, AROUND);
  const framed = packets.flatMap((packet) => [Buffer.alloc(before, 0x47), packet, Buffer.alloc(after)]);
  const bytes = Buffer.concat(before + after === 0 ? packets : framed);
  if (random() < 0.8) return bytes;
  return bytes.subarray(Math.floor(random() * 400), bytes.length - Math.floor(random() * 400));
}

const pick = <T>(random: () => number, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)]!;
const below = (random: () => number, limit: number) => Math.floor(random() * limit);

/** Half of them tables, or the beginning of a PES packet. */
function placeIn(packets: Packets, random: () => number): number {
  const place = below(random, packets.length);
  if (random() < 0.5) return place;
  const starts = packets.flatMap((packet, i) => ((packet[1]! & 0x40) === 0 ? [] : [i]));
  return starts.length === 0 ? place : pick(random, starts);
}

function payloadOf(packet: Uint8Array): number {
  return (packet[3]! & 0x20) === 0 ? HEADER_BYTES : Math.min(PACKET_BYTES, HEADER_BYTES + 1 + packet[4]!);
}

const header: Change = (packets, at, random) => {
  const packet = packets[at]!;
  switch (below(random, 5)) {
    case 0:
      return packet.set(pick(random, packets).subarray(1, 3), 1);
    case 1:
      packet[1]! ^= pick(random, [0x80, 0x40, 0x1f]);
      return;
    case 2:
      packet[3]! ^= pick(random, [0xc0, 0x40, 0x30, 0x20, 0x10, 0x0f]);
      return;
    case 3:
      packet[3]! |= 0x20;
      packet[4] = pick(random, [0, 1, 7, 182, 183, 184, 255]);
      return;
    default:
      packet[0] = pick(random, [0, 0x46, 0xff]);
  }
};

const pes: Change = (packets, at, random) => {
  const packet = packets[at]!;
  const start = payloadOf(packet);
  if (start + 19 > PACKET_BYTES || packet[start + 2] !== 1) return;
  switch (below(random, 4)) {
    case 0:
      return packet.set(
        pick(random, [
          [0, 0],
          [0, 1],
          [0xff, 0xff],
          [0, 13],
        ] as const),
        start + 4,
      );
    case 1:
      packet[start + 7] = below(random, 256);
      return;
    case 2:
      packet[start + 8] = pick(random, [0, 4, 5, 10, 200, 255]);
      return;
    default:
      packet[start + 7]! |= 0x80;
      return writeTimestamp(packet, start + 9, 2, pick(random, TIMES));
  }
};

/** A byte of a section becomes another, and its sum is right nevertheless. */
const section: Change = (packets, at, random) => {
  const tables = packets.slice(0, 200).filter((packet) => packet[4] === 0 && (packet[1]! & 0x40) !== 0);
  const packet = tables.length === 0 ? packets[at]! : pick(random, tables);
  const start = HEADER_BYTES + 1;
  const stated = 3 + (((packet[start + 1]! & 0x0f) << 8) | packet[start + 2]!);
  const end = Math.min(start + Math.max(stated, 16), PACKET_BYTES);
  packet[start + below(random, end - start - 4)] = pick(random, [0, 1, 0x1b, 0x0f, 0x11, 0x7f, 0x80, 0xff]);
  new DataView(packet.buffer, packet.byteOffset).setUint32(end - 4, crc32(packet.subarray(start, end - 4)));
};

const contents: Change = (packets, at, random) => {
  for (let i = at; i < Math.min(packets.length, at + pick(random, [1, 1, 30])); i++) {
    const code = pick(random, CODES);
    const from = payloadOf(packets[i]!) + below(random, 100);
    if (from + code.length <= PACKET_BYTES) packets[i]!.set(code, from);
  }
};

const repeat: Change = (packets, at, random) => {
  const length = 1 + below(random, 4);
  const run = packets.slice(at, at + length);
  const times = pick(random, MOST_REPEATED);
  const copies = Array.from({ length: times }, (_, i) =>
    run.map((packet) => {
      const copy = packet.slice();
      copy[3] = (copy[3]! & 0xf0) | ((copy[3]! + i + 1) & 0x0f);
      return copy;
    }),
  );
  const rest = packets.splice(at);
  // One by one, as there are more than a call may have arguments.
  for (const packet of [...copies.flat(), ...rest]) packets.push(packet);
};

const remove: Change = (packets, at, random) => void packets.splice(at, pick(random, [1, 5, 200]));

const move: Change = (packets, at, random) => {
  const run = packets.splice(at, pick(random, [1, 5, 200]));
  packets.splice(below(random, packets.length + 1), 0, ...run);
};

const reverse: Change = (packets, at, random) => {
  const run = packets.splice(at, pick(random, [2, 20, 400]));
  packets.splice(at, 0, ...run.reverse());
};

/** Bytes are lost or added within a packet. */
const shift: Change = (packets, at, random) => {
  const packet = packets[at]!;
  const cut = below(random, PACKET_BYTES);
  packets[at] = random() < 0.5 ? packet.subarray(cut) : Buffer.concat([packet, packet.subarray(cut)]);
};

const CHANGES: readonly Change[] = [
  ...[header, header, pes, pes, section, section, contents, contents],
  ...[repeat, remove, move, reverse],
];
