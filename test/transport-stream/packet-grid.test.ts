import { expect, test } from 'vitest';
import { findGrid, GRID_SEARCH_BYTES } from '../../src/transport-stream/index.js';
import { nullPackets } from '../../src/transport-stream/write/packetize.js';
import { packetsOf } from './support/packets.js';

/** Packets, each with so many bytes before and after it. */
function spaced(count: number, before: number, after: number): Buffer {
  const packets = packetsOf(nullPackets(count));
  return Buffer.concat(packets.flatMap((packet) => [Buffer.alloc(before), packet, Buffer.alloc(after)]));
}

test.each([
  [188, 0, 0],
  [192, 4, 0],
  [204, 0, 16],
])('packets every %i bytes are found', (stride, before, after) => {
  expect(findGrid(spaced(9, before, after))).toEqual({ start: before, stride });
});

test('what is left of a packet before the first whole one is skipped', () => {
  const bytes = spaced(20, 4, 0).subarray(77);
  expect(findGrid(bytes)).toEqual({ start: 192 - 77 + 4, stride: 192 });
});

test('a sync byte in a payload is not taken for one', () => {
  const bytes = spaced(20, 0, 0);
  for (let at = 50; at < bytes.byteLength; at += 188) if (at !== 50 + 5 * 188) bytes[at] = 0x47;
  expect(findGrid(bytes, { from: 10 })).toEqual({ start: 188, stride: 188 });
});

test('of too few packets, or others, there is none', () => {
  expect(findGrid(spaced(3, 0, 0))).toBeUndefined();
  expect(findGrid(spaced(3, 0, 0), { least: 3 })).toEqual({ start: 0, stride: 188 });
  expect(findGrid(Buffer.alloc(GRID_SEARCH_BYTES, 1))).toBeUndefined();
});
