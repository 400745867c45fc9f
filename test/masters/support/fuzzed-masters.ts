/** Randomly changed masters from a seed: any bytes of any container, or the numbers in a movie's boxes. */

import { masterBoxes } from '../../../src/demux/master-boxes.js';
import type { Box } from '../../../src/isobmff/index.js';

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: () => number, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)]!;

/** The master with some bytes flipped, set, removed or inserted; half of them near the start, where headers are. */
export function mutated(master: Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(master);
  for (let left = 1 + Math.floor(random() * 8); left > 0; left--) bytes = changedOnce(bytes, random);
  return bytes;
}

const HEAD_BYTES = 2048;

function changedOnce(bytes: Buffer, random: () => number): Buffer {
  const within = random() < 0.5 ? Math.min(HEAD_BYTES, bytes.length) : bytes.length;
  const at = Math.floor(random() * Math.max(1, within));
  const length = 1 + Math.floor(random() * 64);
  const value = pick(random, [0, 1, 0x7f, 0x80, 0xff]);
  switch (pick(random, ['flip', 'flip', 'set', 'number', 'cut', 'insert', 'end'] as const)) {
    case 'flip':
      return set(bytes, at, Buffer.of((bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))));
    case 'set':
      return set(bytes, at, Buffer.alloc(length, value));
    case 'number':
      return set(bytes, at, number(random));
    case 'cut':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, value), bytes.subarray(at)]);
    case 'end':
      return random() < 0.2 ? bytes.subarray(0, at) : bytes;
  }
}

function set(bytes: Buffer, at: number, value: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  value.copy(copy, at);
  return copy;
}

/** Values at which counts, offsets, durations and sizes overflow, wrap around or are barely plausible. */
const NUMBERS = [
  0, 1, 2, 0xff, 0xffff, 1_000_000, 11_999_999, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

function number(random: () => number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(pick(random, NUMBERS));
  return bytes;
}

const CONTAINER_BOXES = new Set([
  'moov',
  'trak',
  'mdia',
  'minf',
  'stbl',
  'edts',
  'dinf',
  'mvex',
  'moof',
  'traf',
]);

/** Every box in `parent` at any depth, except `mdat`. */
function boxesIn(parent: Box): Box[] {
  return Array.from(parent.children()).flatMap((box) =>
    CONTAINER_BOXES.has(box.type) ? [box, ...boxesIn(box)] : box.type === 'mdat' ? [] : [box],
  );
}

/** The movie with some numbers in its boxes replaced by extreme ones, and boxes repeated or nested in themselves. */
export function bomb(movie: Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(movie);
  for (let left = 1 + Math.floor(random() * 5); left > 0; left--) {
    const box = pick(random, wellFormedBoxes(bytes));
    if (!box) return bytes;
    const kind = random();
    if (kind < 0.7) bytes = withNumber(bytes, box, random);
    else if (kind < 0.8) bytes = repeated(bytes, box, pick(random, [2, 200, 20_000]));
    else if (kind < 0.9) bytes = nested(bytes, box, pick(random, [2, 100, 5000]));
    else bytes = set(bytes, box.start, number(random));
  }
  // Padding makes the file large enough for the sample counts to be plausible.
  return random() < 0.3 ? Buffer.concat([bytes, mdatOf(4_000_000)]) : bytes;
}

function wellFormedBoxes(bytes: Buffer): Box[] {
  try {
    return boxesIn(masterBoxes(bytes));
  } catch {
    return [];
  }
}

function withNumber(bytes: Buffer, { contentStart, end }: Box, random: () => number): Buffer {
  const words = Math.floor((end - contentStart) / 4);
  // Prefers the first words, which are the counts.
  const word = Math.floor(random() * Math.min(words, random() < 0.7 ? 6 : words));
  return words === 0 ? bytes : set(bytes, contentStart + 4 * word, number(random));
}

function repeated(bytes: Buffer, { start, end }: Box, times: number): Buffer {
  const box = bytes.subarray(start, end);
  const count = Math.min(times, Math.floor(8_000_000 / box.length));
  return replaced(bytes, start, end, Buffer.concat(Array.from({ length: count }, () => box)));
}

function nested(bytes: Buffer, { type, start, end }: Box, depth: number): Buffer {
  const headers = Array.from({ length: depth }, (_, i) => {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(8 * (depth - i) + (end - start));
    header.write(type, 4, 'latin1');
    return header;
  });
  return replaced(bytes, start, end, Buffer.concat([...headers, bytes.subarray(start, end)]));
}

/** Replaces a range and adapts the sizes of the boxes around it, so that their content is still parsed. */
function replaced(bytes: Buffer, start: number, end: number, by: Buffer): Buffer {
  const grown = by.length - (end - start);
  const copy = Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)]);
  for (const box of wellFormedBoxes(bytes)) {
    const size = bytes.readUInt32BE(box.start);
    if (box.start < start && box.end >= end && size > 1) copy.writeUInt32BE((size + grown) >>> 0, box.start);
  }
  return copy;
}

function mdatOf(length: number): Buffer {
  const box = Buffer.alloc(8 + length);
  box.writeUInt32BE(box.length);
  box.write('mdat', 4, 'latin1');
  return box;
}
