import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSplittable, splitFrames } from '../../../src/encoder/feed/split-frames.js';

const INDEPENDENT = 0;
const DEPENDENT = 1;

interface Eac3Frame {
  readonly size?: number;
  readonly type?: number;
  readonly substream?: number;
  /** `numblkscod`. */
  readonly blocks?: number;
  /** `fscod`. */
  readonly rate?: number;
}

/** A frame with a valid header, filled with zeros. */
function eac3({
  size = 20,
  type = INDEPENDENT,
  substream = 0,
  blocks = 0,
  rate = 0,
}: Eac3Frame = {}): Buffer {
  const frame = Buffer.alloc(size);
  const words = size / 2 - 1;
  frame.writeUInt16BE(0x0b77, 0);
  frame.writeUInt16BE((type << 14) | (substream << 11) | words, 2);
  frame[4] = (rate << 6) | (blocks << 4) | 0xf;
  frame[5] = 16 << 3;
  return frame;
}

const speech = (size: number, type: number) => Buffer.alloc(size).fill(type << 3, 0, 1);
const split = (codec: string, ...frames: readonly Buffer[]) =>
  splitFrames(codec, Buffer.concat(frames)).map(({ bytes, duration }) => [bytes.byteLength, duration]);

describe('E-AC-3', () => {
  test('is split at every independent frame', () => {
    expect(split('eac3', eac3({ size: 20 }), eac3({ size: 30 }), eac3({ size: 22 }))).toEqual([
      [20, 256],
      [30, 256],
      [22, 256],
    ]);
  });

  test.each([
    [0, 256],
    [1, 512],
    [2, 768],
    [3, 1536],
  ])('with `numblkscod` %d has %d samples per frame', (blocks, duration) => {
    expect(split('eac3', eac3({ blocks }))).toEqual([[20, duration]]);
  });

  test('at half the usual sample rates has six blocks per frame', () => {
    expect(split('eac3', eac3({ rate: 3, blocks: 1 }))).toEqual([[20, 1536]]);
  });

  test('keeps dependent frames and further programmes with the frame before', () => {
    const frames = [
      eac3(),
      eac3({ type: DEPENDENT }),
      eac3({ substream: 1 }),
      eac3(),
      eac3({ type: DEPENDENT }),
    ];
    expect(split('eac3', ...frames)).toEqual([
      [60, 256],
      [40, 256],
    ]);
  });

  test('is not split where it contains AC-3 frames', () => {
    const ac3 = eac3();
    ac3[5] = 8 << 3;
    expect(split('eac3', ac3, eac3())).toEqual([[40, 0]]);
  });
});

describe('AMR', () => {
  test('narrow-band is split by the frame types', () => {
    const frames = [speech(13, 0), speech(32, 7), speech(6, 8), speech(1, 15), speech(20, 4)];
    expect(split('amr_nb', ...frames)).toEqual([13, 32, 6, 1, 20].map((size) => [size, 160]));
  });

  test('wide-band is split by the frame types', () => {
    const frames = [speech(18, 0), speech(61, 8), speech(6, 9), speech(1, 14)];
    expect(split('amr_wb', ...frames)).toEqual([18, 61, 6, 1].map((size) => [size, 320]));
  });
});

test('bytes where no frame begins stay with the frame before', () => {
  expect(split('eac3', eac3(), Buffer.alloc(9))).toEqual([[29, 256]]);
  expect(split('amr_nb', speech(13, 0), speech(5, 10))).toEqual([[18, 160]]);
});

test('a truncated frame counts as a frame', () => {
  expect(split('amr_nb', speech(13, 0), speech(10, 7))).toEqual([
    [13, 160],
    [10, 160],
  ]);
});

test('other codecs are not split', () => {
  expect(['eac3', 'amr_nb', 'amr_wb', 'aac', 'toString'].map(isSplittable)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(split('aac', eac3(), eac3())).toEqual([[40, 0]]);
});

test('the number of frames from one sample is limited', () => {
  expect(splitFrames('amr_nb', Buffer.alloc(100_000, 15 << 3)).length).toBe(256);
});

test('for any bytes, the frames concatenated are the sample', () => {
  const codec = fc.constantFrom('eac3', 'amr_nb', 'amr_wb', 'aac');
  fc.assert(
    fc.property(codec, fc.uint8Array({ maxLength: 300 }), fc.nat(40), (name, bytes, offset) => {
      const sample = Buffer.from(bytes);
      if (sample.length > offset + 6) eac3().copy(sample, offset, 0, 6);
      const frames = splitFrames(name, sample);
      expect(frames.length).toBeGreaterThan(0);
      expect(Buffer.concat(frames.map((frame) => frame.bytes)).equals(sample)).toBe(true);
    }),
    { seed: 20_260_801, numRuns: 500 },
  );
});
