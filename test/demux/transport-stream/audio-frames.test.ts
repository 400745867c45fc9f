import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAc3Header } from '../../../src/demux/transport-stream/audio/ac3.js';
import { readAdtsHeader, readLoasHeader } from '../../../src/demux/transport-stream/audio/adts.js';
import { AudioFrames } from '../../../src/demux/transport-stream/audio/audio-frames.js';
import { readDtsHeader } from '../../../src/demux/transport-stream/audio/dts.js';
import type { ReadFrameHeader } from '../../../src/demux/transport-stream/audio/frame-header.js';
import { readMpegAudioHeader } from '../../../src/demux/transport-stream/audio/mpeg-audio.js';
import { UnitTable } from '../../../src/demux/transport-stream/units/unit-table.js';

/** A frame of ADTS of 44.1 kHz. */
function adts(size: number): Buffer {
  const frame = Buffer.alloc(size, 0x55);
  frame.set([0xff, 0xf1, 0x50, 0x80 | (size >> 11), (size >> 3) & 0xff, ((size & 7) << 5) | 0x1f, 0xfc]);
  return frame;
}

/** Reads a stream in pieces, each a PES packet with the number of its first byte as time. */
function framesOf(
  stream: Uint8Array,
  pieces: readonly number[],
  readHeader: ReadFrameHeader = readAdtsHeader,
) {
  const table = new UnitTable();
  const splitter = new AudioFrames(table, readHeader);
  let at = 0;
  for (const size of [...pieces, stream.byteLength]) {
    const end = Math.min(at + size, stream.byteLength);
    splitter.begin({ ticks: at, epoch: 0 });
    splitter.push(stream, at, end, 0);
    at = end;
  }
  splitter.end();
  return table.take();
}

test.each([
  ['ADTS', adts(400), readAdtsHeader, { size: 400, rate: 44_100, length: 1024 }],
  ['LOAS', Buffer.of(0x56, 0xe1, 0x02), readLoasHeader, { size: 261, rate: 0, length: 0, isSync: true }],
  [
    'MPEG-1 layer II, 192 kbit/s',
    Buffer.of(0xff, 0xfd, 0xa4),
    readMpegAudioHeader,
    { size: 576, rate: 48_000, length: 1152 },
  ],
  [
    'MPEG-1 layer III, padded',
    Buffer.of(0xff, 0xfb, 0x92),
    readMpegAudioHeader,
    { size: 418, rate: 44_100, length: 1152 },
  ],
  [
    'MPEG-2 layer III',
    Buffer.of(0xff, 0xf3, 0x84),
    readMpegAudioHeader,
    { size: 192, rate: 24_000, length: 576 },
  ],
  [
    'AC-3, 192 kbit/s',
    Buffer.of(0x0b, 0x77, 0, 0, 0x14, 0x40),
    readAc3Header,
    { size: 768, rate: 48_000, length: 1536 },
  ],
  [
    'AC-3, 44.1 kHz',
    Buffer.of(0x0b, 0x77, 0, 0, 0x55, 0x40),
    readAc3Header,
    { size: 836, rate: 44_100, length: 1536 },
  ],
  [
    'E-AC-3',
    Buffer.of(0x0b, 0x77, 0x01, 0x7f, 0x3f, 0x80),
    readAc3Header,
    { size: 768, rate: 48_000, length: 1536, isPart: false },
  ],
  [
    'DTS',
    Buffer.of(0x7f, 0xfe, 0x80, 0x01, 0xfc, 0x3c, 0x3f, 0xf0, 0xb4),
    readDtsHeader,
    { size: 1024, rate: 48_000, length: 512 },
  ],
] as const)('the header of %s is read', (_, bytes, read, header) => {
  expect(read(Buffer.concat([bytes, Buffer.alloc(16)]), 0)).toEqual(header);
});

test('frames are found wherever packets end', () => {
  const sizes = fc.array(fc.integer({ min: 8, max: 900 }), { minLength: 1, maxLength: 20 });
  const pieces = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 60 });
  fc.assert(
    fc.property(sizes, pieces, (frameSizes, pieceSizes) => {
      const { count, offsets, sizes: found } = framesOf(Buffer.concat(frameSizes.map(adts)), pieceSizes);
      expect(count).toBe(frameSizes.length);
      expect(Array.from(found)).toEqual(frameSizes);
      let offset = 0;
      for (const [i, size] of frameSizes.entries()) {
        expect(offsets[i]).toBe(offset);
        offset += size;
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a time is that of the first frame that begins in its packet', () => {
  const { times } = framesOf(Buffer.concat([adts(100), adts(100), adts(100)]), [150]);
  expect(Array.from(times)).toEqual([0, Number.NaN, 150]);
});

test('bytes between frames are skipped, and a last frame that is not whole is left out', () => {
  const stream = Buffer.concat([
    Buffer.alloc(50, 3),
    adts(100),
    Buffer.alloc(7, 3),
    adts(100),
    adts(100).subarray(0, 90),
  ]);
  const { offsets } = framesOf(stream, [40, 40]);
  expect(Array.from(offsets)).toEqual([50, 157]);
});

test('an extension substream is part of the frame before it', () => {
  const core = Buffer.alloc(1024);
  core.set([0x7f, 0xfe, 0x80, 0x01, 0xfc, 0x3c, 0x3f, 0xf0, 0xb4]);
  const extension = Buffer.alloc(256);
  // 255 in 16 bits from bit 51 on.
  extension.set([0x64, 0x58, 0x20, 0x25, 0, 0, 0, 0x1f, 0xe0]);
  const { sizes } = framesOf(Buffer.concat([extension, core, extension, core, extension]), [], readDtsHeader);
  expect(Array.from(sizes)).toEqual([1280, 1280]);
});
