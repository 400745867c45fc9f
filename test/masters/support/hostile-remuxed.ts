/** Files of containers that are remuxed, whose chunks cause far more time, memory or disk to be spent than those of any film. */
import { type Piece, totalLength } from './sparse-file.js';
import { adtsFrame } from './write-transport-stream.js';

const ascii = (text: string) => Buffer.from(text, 'latin1');

function bigEndian(value: number, bytes: 2 | 3 | 4): Buffer {
  const written = Buffer.alloc(bytes);
  written.writeUIntBE(value, 0, bytes);
  return written;
}

function littleEndian(value: number): Buffer {
  const written = Buffer.alloc(4);
  written.writeUInt32LE(value);
  return written;
}

/** `count` times the same bytes, in pieces of about a megabyte. */
function times(count: number, bytes: Uint8Array): Piece[] {
  const together = Math.max(1, Math.min(count, Math.floor(1_000_000 / bytes.byteLength)));
  const piece = Buffer.concat(new Array<Uint8Array>(together).fill(bytes));
  return new Array<Piece>(Math.ceil(count / together)).fill(piece);
}

/** An ID3v2 tag that states `size` bytes. */
function id3(size: number): Buffer {
  const bytes = [21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f);
  return Buffer.concat([ascii('ID3\x04\0\0'), Buffer.from(bytes)]);
}

/** MPEG-1 layer III at 128 kbit/s, of zeros. */
const MP3_FRAME = Buffer.concat([Buffer.of(0xff, 0xfb, 0x90, 0x64), Buffer.alloc(413)]);

/** A tag of 250 MB of zeros before the audio. */
export const largeTag = (): Piece[] => [id3(250_000_000), 250_000_000, ...times(100, MP3_FRAME)];

/** Tags without contents, then audio. */
export const manyTags = (count: number): Piece[] => [...times(count, id3(0)), ...times(100, MP3_FRAME)];

/** ADTS frames of a header and a byte. */
export const tinyAdts = (count: number): Piece[] => times(count, adtsFrame(8));

function riff(form: string, ...pieces: readonly Piece[]): Piece[] {
  const size = Math.min(totalLength(pieces) + 4, 2 ** 32 - 1);
  return [ascii('RIFF'), littleEndian(size), ascii(form), ...pieces];
}

function waveFormat(rate: number, channels: number): Buffer {
  const format = Buffer.alloc(24);
  format.write('fmt ', 'latin1');
  format.writeUInt32LE(16, 4);
  format.writeUInt16LE(1, 8);
  format.writeUInt16LE(channels, 10);
  format.writeUInt32LE(rate, 12);
  format.writeUInt32LE(rate * channels, 16);
  format.writeUInt16LE(channels, 20);
  format.writeUInt16LE(8, 22);
  return format;
}

/** Chunks of no bytes before the audio. */
export const manyChunks = (count: number): Piece[] =>
  riff(
    'WAVE',
    ...times(count, Buffer.concat([ascii('LIST'), littleEndian(0)])),
    waveFormat(8000, 1),
    ascii('data'),
    littleEndian(80_000),
    80_000,
  );

/** A sparse file of PCM that lasts a century. */
export const centuryOfPcm = (bytes: number): Piece[] =>
  riff('WAVE', waveFormat(1, 1), ascii('data'), littleEndian(bytes), bytes);

/** Lists in each other, then no video. */
export const nestedLists = (depth: number): Piece[] =>
  riff('AVI ', ...times(depth, Buffer.concat([ascii('LIST'), littleEndian(2 ** 31), ascii('hdrl')])));

const FLV_HEADER = Buffer.concat([ascii('FLV\x01\x05'), bigEndian(9, 4), bigEndian(0, 4)]);

/** Tags of audio and video in turn, each of `size` bytes. */
export function flvTags(count: number, size: number): Piece[] {
  const tag = (type: number) =>
    Buffer.concat([
      Buffer.of(type),
      bigEndian(size, 3),
      Buffer.alloc(7),
      Buffer.alloc(size, 0x22),
      bigEndian(size + 11, 4),
    ]);
  return [FLV_HEADER, ...times(count, Buffer.concat([tag(8), tag(9)]))];
}

/** Frames of 4095 x 4095 pixels in which nothing has changed, of half a kilobyte each. */
export function largeScreens(count: number): Piece[] {
  const blocks = 16 * 16;
  const size = Buffer.concat([bigEndian(0xffff, 2), bigEndian(0xffff, 2)]);
  const frame = (kind: number) => Buffer.concat([Buffer.of(kind), size, Buffer.alloc(2 * blocks)]);
  const tag = (time: number) => {
    const body = frame(time === 0 ? 0x13 : 0x23);
    const head = [
      Buffer.of(9),
      bigEndian(body.length, 3),
      bigEndian(time & 0xffffff, 3),
      Buffer.of(time >> 24),
    ];
    return Buffer.concat([...head, Buffer.alloc(3), body, bigEndian(body.length + 11, 4)]);
  };
  return [FLV_HEADER, Buffer.concat(Array.from({ length: count }, (_, i) => tag(i * 40)))];
}

/** A page of Ogg without a checksum that is right, of packets of these sizes. */
function oggPage(flags: number, serial: number, granule: bigint, packets: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(27);
  head.write('OggS', 'latin1');
  head[5] = flags;
  head.writeBigInt64LE(granule, 6);
  head.writeUInt32LE(serial, 14);
  head[26] = packets.length;
  return Buffer.concat([head, Buffer.from(packets.map(({ length }) => length)), ...packets]);
}

const OPUS_HEAD = Buffer.concat([ascii('OpusHead\x01\x01'), Buffer.of(0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0)]);

/** Each page begins another logical stream. */
export const oggStreams = (count: number): Piece[] => [
  Buffer.concat(Array.from({ length: count }, (_, serial) => oggPage(2, serial, 0n, [OPUS_HEAD]))),
];

/** Pages of 255 packets without a byte, each at another end of time. */
export function emptyPackets(pages: number): Piece[] {
  const none = new Array<Buffer>(255).fill(Buffer.alloc(0));
  const tags = Buffer.concat([ascii('OpusTags'), Buffer.alloc(8)]);
  return [
    oggPage(2, 1, 0n, [OPUS_HEAD]),
    oggPage(0, 1, 0n, [tags]),
    ...times(pages, Buffer.concat([oggPage(0, 1, 2n ** 62n, none), oggPage(0, 1, 0n, none)])),
  ];
}

const ASF_HEADER = Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex');

/** A header of objects that state no size, or all of it. */
export function asfObjects(count: number): Piece[] {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(24n);
  const object = Buffer.concat([Buffer.alloc(16, 0x11), size]);
  const stated = Buffer.alloc(8);
  stated.writeBigUInt64LE(BigInt(30 + 24 * count));
  return [ASF_HEADER, stated, littleEndian(count), Buffer.of(1, 2), ...times(count, object)];
}

/** Packs of a programme stream with PES packets of 16 streams, each without a byte. */
export function emptyPacks(count: number): Piece[] {
  const pack = Buffer.from('000001ba440004000401018963f8', 'hex');
  const packets = Array.from({ length: 16 }, (_, i) => Buffer.of(0, 0, 1, 0xe0 + i, 0, 3, 0x80, 0, 0));
  return times(count, Buffer.concat([pack, ...packets]));
}

/** Sequence headers of MPEG-2 video, of the largest frame that there is, without a frame. */
export const sequenceHeaders = (count: number): Piece[] =>
  times(count, Buffer.from('000001b3ffffff13ffffe0180000 01b8000800'.replace(' ', ''), 'hex'));

/** Keys of MXF with items of no bytes. */
export function emptyItems(count: number): Piece[] {
  const partition = Buffer.from('060e2b34020501010d01020101020400', 'hex');
  const fill = Buffer.from('060e2b34010101020301021001000000', 'hex');
  return [partition, Buffer.of(0x58), 0x58, ...times(count, Buffer.concat([fill, Buffer.of(0)]))];
}

/** Headers of AIFF again and again. */
export function aiffChunks(count: number): Piece[] {
  const common = Buffer.concat([ascii('COMM'), bigEndian(18, 4), Buffer.alloc(18, 0x40)]);
  return [ascii('FORM'), bigEndian(2 ** 31, 4), ascii('AIFF'), ...times(count, common)];
}

/** Blocks of FLAC without contents, none of which is the last. */
export const flacBlocks = (count: number): Piece[] => [
  ascii('fLaC'),
  Buffer.of(0, 0, 0, 34),
  Buffer.alloc(34, 0x10),
  ...times(count, Buffer.of(1, 0, 0, 0)),
];

/** 24 channels at the highest rate, which end at 4 GB that are not there. */
export const auHeader = (): Piece[] => [
  ascii('.snd'),
  ...[24, 2 ** 32 - 1, 1, 2 ** 31 - 1, 255].map((value) => bigEndian(value, 4)),
  100_000,
];
