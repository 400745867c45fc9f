import { expect, test } from 'vitest';
import { packetizedSamples } from '../../../src/tracks/samples/packetized-samples.js';
import type { SampleTable } from '../../../src/tracks/track.js';
import { inMemory } from '../support/byte-source.js';
import { codeOf } from '../support/errors.js';
import { fakeTools } from '../support/fake-tools.js';
import { inMemoryMaster } from '../support/in-memory-master.js';
import { indexMaster } from '../support/index-master.js';
import {
  adtsFrame,
  FRAME_TICKS,
  filmStream,
  mpeg2Picture,
  musicStream,
  programmePackets,
  tablePackets,
  type WrittenStream,
} from '../support/write-transport-stream.js';

const never = new AbortController().signal;
const index = (bytes: Uint8Array) => indexMaster(inMemoryMaster(bytes), '', fakeTools, never);
const fileOf = (streams: readonly WrittenStream[]) => Buffer.concat(programmePackets(streams));

/** The samples of a track as they are read back from the file. */
async function samplesOf(bytes: Uint8Array, { samples }: { samples: SampleTable }): Promise<Buffer[]> {
  const { packets, count } = samples;
  const found: Buffer[] = [];
  for await (const sample of packetizedSamples(
    { ...samples, packets: packets! },
    { first: 0, end: count },
    inMemory(bytes),
  ))
    found.push(Buffer.from(sample));
  return found;
}

const bytesOf = ({ units }: WrittenStream) => units.map(({ bytes }) => Buffer.from(bytes));

test('samples are read back from between the packets of other streams', async () => {
  const [film, music] = [filmStream(3), musicStream(40)];
  const file = fileOf([film, music]);
  const { video, audio } = await index(file);
  expect(await samplesOf(file, video!)).toEqual(bytesOf(film));
  expect(await samplesOf(file, audio[0]!)).toEqual(bytesOf(music));
});

test('times, sync samples and presentation order are those of the stream', async () => {
  const { video } = await index(fileOf([filmStream(3)]));
  const { times, sync } = video!.samples;
  expect(Array.from(video!.frames, (frame) => times[frame]!)).toEqual(
    Array.from({ length: 18 }, (_, i) => i * FRAME_TICKS),
  );
  expect(Array.from(sync).flatMap((flag, i) => (flag ? [i] : []))).toEqual([0, 6, 12]);
});

test('several access units in one packet are told apart, and get the times that they have not', async () => {
  const { units } = filmStream(3);
  const groups = [0, 6, 12].map((first) => ({
    bytes: Buffer.concat(units.slice(first, first + 6).map(({ bytes }) => bytes)),
    pts: units[first]!.pts!,
  }));
  const { video } = await index(fileOf([{ pid: 0x100, streamType: 2, units: groups }]));
  const { times, count } = video!.samples;
  expect(count).toBe(18);
  expect(Array.from(times, (time) => time - times[0]!)).toEqual(
    units.map(({ pts }) => pts! - units[0]!.pts!),
  );
});

test('access units and audio frames may begin anywhere in a packet', async () => {
  const [film, music] = [filmStream(3), musicStream(40)];
  const file = fileOf([film, music].map((stream) => resliced(stream)));
  const { video, audio } = await index(file);
  expect(await samplesOf(file, video!)).toEqual(bytesOf(film));
  expect(await samplesOf(file, audio[0]!)).toEqual(bytesOf(music));
});

/** The same bytes in packets of 333, each with the time of the first unit that begins in it. */
function resliced(stream: WrittenStream): WrittenStream {
  const bytes = Buffer.concat(bytesOf(stream));
  const starts: { at: number; pts: number }[] = [];
  let at = 0;
  for (const unit of stream.units) {
    starts.push({ at, pts: unit.pts! });
    at += unit.bytes.byteLength;
  }
  const units = [];
  for (let from = 0; from < bytes.byteLength; from += 333) {
    const first = starts.find((start) => start.at >= from && start.at < from + 333);
    units.push({ bytes: bytes.subarray(from, from + 333), ...(first && { pts: first.pts }) });
  }
  return { ...stream, units };
}

test('two fields are one frame', async () => {
  const field = (type: 'I' | 'P', structure: number) => {
    const picture = mpeg2Picture(type);
    const at = picture.indexOf(Buffer.of(0, 0, 1, 0xb5));
    picture[at + 6] = 0xf0 | structure;
    return picture;
  };
  const units = Array.from({ length: 10 }, (_, i) => ({
    bytes: i % 2 === 0 ? field('I', 1) : field('P', 2),
    pts: 90_000 + i * 1800,
  }));
  const { video } = await index(fileOf([{ pid: 0x100, streamType: 2, units }]));
  expect(video!.frames.length).toBe(5);
  expect(video!.samples.sizes[0]).toBe(units[0]!.bytes.byteLength + units[1]!.bytes.byteLength);
});

test('an audio stream that is announced and never sent is named, and the others play', async () => {
  const { audio, ignored } = await index(
    fileOf([filmStream(2), { ...musicStream(0), pid: 0x200 }, musicStream(9)]),
  );
  expect(audio).toHaveLength(1);
  expect(ignored).toMatchObject([{ id: 1, codec: 'aac', reason: 'it is never sent' }]);
});

test('an audio stream that begins late plays from there', async () => {
  const late = musicStream(10, 90_000 + 5 * 90_000);
  const { audio } = await index(fileOf([filmStream(30), late]));
  expect(audio[0]!.start / audio[0]!.timescale).toBeCloseTo(5, 4);
});

test('private data and subtitles are named', async () => {
  const teletext = { pid: 0x300, streamType: 6, info: Buffer.of(0x56, 0), units: [] };
  const data = { pid: 0x301, streamType: 0x0d, units: [] };
  const { ignored } = await index(fileOf([filmStream(2), teletext, data]));
  expect(ignored).toMatchObject([
    { kind: 'text', codec: 'teletext', reason: 'it announces no page of subtitles' },
    { kind: 'data', codec: 'stream type 0x0d' },
  ]);
});

test('a scrambled film is refused as encrypted, and scrambled audio is left out', async () => {
  const scrambled = (pid: number) => (packet: Uint8Array) => {
    if ((((packet[1]! & 0x1f) << 8) | packet[2]!) !== pid) return packet;
    return Uint8Array.from(packet, (byte, i) => (i === 3 ? byte | 0x80 : byte));
  };
  const packets = programmePackets([filmStream(3), musicStream(20)]);
  expect(await codeOf(() => index(Buffer.concat(packets.map(scrambled(0x100)))))).toBe('master_encrypted');
  const { audio, ignored } = await index(Buffer.concat(packets.map(scrambled(0x101))));
  expect(audio).toEqual([]);
  expect(ignored).toMatchObject([{ kind: 'audio', reason: expect.stringContaining('encrypted') }]);
});

test('streams are followed to other PIDs where recordings were joined', async () => {
  const [film, music] = [filmStream(3), musicStream(40)];
  const second = [
    { ...film, pid: 0x500 },
    { ...music, pid: 0x501 },
  ];
  const file = Buffer.concat([fileOf([film, music]), Buffer.concat(programmePackets(second, 9))]);
  const { video, audio } = await index(file);
  expect(await samplesOf(file, video!)).toEqual([...bytesOf(film), ...bytesOf(film)]);
  expect(await samplesOf(file, audio[0]!)).toEqual([...bytesOf(music), ...bytesOf(music)]);
  expect(video!.end / video!.timescale).toBeCloseTo((36 * FRAME_TICKS) / 90_000, 4);
});

test('bytes that are no packets are skipped, wherever they are', async () => {
  const packets = programmePackets([filmStream(8), musicStream(60)]);
  const half = packets.length >> 1;
  const garbage = Buffer.alloc(1000, 0x99);
  const file = Buffer.concat([...packets.slice(0, half), garbage, ...packets.slice(half)]);
  const { video } = await index(file);
  expect(video!.frames.length).toBe(48);
  expect(await samplesOf(file, video!)).toEqual(bytesOf(filmStream(8)));
});

test('a file without a programme has no tracks', async () => {
  const packets = programmePackets([filmStream(8)]).slice(tablePackets([filmStream(0)]).length);
  expect(await codeOf(() => index(Buffer.concat(packets)))).toBe('master_without_tracks');
});

test('an access unit that is cut off is left out, and that is said', async () => {
  const file = fileOf([filmStream(8), musicStream(20)]);
  const { video, missing } = await index(file.subarray(0, file.byteLength - 100));
  expect(video!.samples.count).toBe(47);
  expect(missing).toEqual({ seconds: 0, reason: 'the file ends before its media does' });
});

test('audio frames that are long and short are each of their size', async () => {
  const units = [300, 9, 800, 12, 1000].map((size, i) => ({
    bytes: adtsFrame(size),
    pts: 90_000 + i * 1920,
  }));
  const { audio } = await index(fileOf([{ pid: 0x101, streamType: 0x0f, units }, filmStream(2)]));
  expect(Array.from(audio[0]!.samples.sizes)).toEqual([300, 9, 800, 12, 1000]);
});
