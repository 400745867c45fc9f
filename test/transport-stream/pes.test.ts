import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PesPayload, StreamWriter, TIMESTAMPS, unwrapTimestamp } from '../../src/transport-stream/index.js';
import { Packetizer } from '../../src/transport-stream/write/packetize.js';
import { packetsOf } from './support/packets.js';

/** The payload of packets, and the headers of the PES packets in them. */
function read(packets: readonly Uint8Array[]) {
  const payload = new PesPayload();
  const headers: unknown[] = [];
  const pieces: Uint8Array[] = [];
  for (const packet of packets) {
    payload.push(packet, 0);
    if (payload.header) headers.push(payload.header);
    pieces.push(packet.slice(payload.start, payload.end));
  }
  return { headers, bytes: Buffer.concat(pieces) };
}

const bytesOf = (size: number) => Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + 1) & 0xff));

test('access units of any size and time are read as they are written', () => {
  const time = fc.nat().chain((low) => fc.integer({ min: 0, max: 3 }).map((high) => high * 2 ** 31 + low));
  fc.assert(
    fc.property(fc.nat({ max: 70_000 }), time, time, (size, pts, dts) => {
      const unit = bytesOf(size);
      const { headers, bytes } = read(packetsOf(new StreamWriter(0xe0).accessUnit(unit, { pts, dts })));
      expect(bytes.equals(unit)).toBe(true);
      expect(headers).toMatchObject([pts === dts ? { pts } : { pts, dts }]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('times wrap at 33 bits, and are read as those nearest to others', () => {
  const writer = new StreamWriter(0xe0);
  const pts = TIMESTAMPS + 90_000;
  const { headers } = read(packetsOf(writer.accessUnit(bytesOf(10), { pts, dts: pts })));
  expect(headers).toMatchObject([{ pts: 90_000 }]);
  expect(unwrapTimestamp(90_000, TIMESTAMPS - 1000)).toBe(pts);
  expect(unwrapTimestamp(TIMESTAMPS - 10, 5)).toBe(-10);
});

test('a packet that is sent twice is read once', () => {
  const unit = bytesOf(1000);
  const packets = packetsOf(new StreamWriter(0xe0).accessUnit(unit, { pts: 0, dts: 0 }));
  expect(read(packets.flatMap((packet) => [packet, packet])).bytes.equals(unit)).toBe(true);
});

test('packets with equal counters and other contents are all read', () => {
  const unit = bytesOf(1000);
  const packets = packetsOf(new StreamWriter(0xe0).accessUnit(unit, { pts: 0, dts: 0 }));
  for (const packet of packets) packet[3]! &= 0xf0;
  expect(read(packets).bytes.equals(unit)).toBe(true);
});

test('a header that spans packets is put together', () => {
  const [first, second] = [bytesOf(20), bytesOf(600)];
  const header = Uint8Array.of(
    0,
    0,
    1,
    0xe0,
    0,
    0,
    0x84,
    0x80,
    200,
    0x21,
    0,
    1,
    0,
    1,
    ...new Array(195).fill(0xff),
  );
  const packets = packetsOf(new Packetizer(0x100).packets(header, first, second));
  const { headers, bytes } = read(packets);
  expect(headers).toMatchObject([{ pts: 0 }]);
  expect(bytes.equals(Buffer.concat([first, second]))).toBe(true);
});

test('what is scrambled, or is no media, has no payload', () => {
  const packets = packetsOf(new StreamWriter(0xe0).accessUnit(bytesOf(500), { pts: 0, dts: 0 }));
  for (const packet of packets) packet[3]! |= 0x80;
  expect(read(packets).bytes).toHaveLength(0);
  const padding = packetsOf(new StreamWriter(0xbe).accessUnit(bytesOf(500), { pts: 0, dts: 0 }));
  expect(read(padding).bytes).toHaveLength(0);
});

test('what precedes the first header has no payload', () => {
  const packets = packetsOf(new StreamWriter(0xe0).accessUnit(bytesOf(1000), { pts: 0, dts: 0 }));
  expect(read(packets.slice(1)).bytes).toHaveLength(0);
});

test('any bytes are read without an error', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 188, maxLength: 188 }), { maxLength: 5 }), (packets) => {
      read(packets);
    }),
    { seed: 1 },
  );
});
