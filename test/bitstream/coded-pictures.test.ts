/** Headers of coded pictures, written field by field after the tables of each standard. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAv1Picture } from '../../src/bitstream/av1-picture.js';
import { readH263Picture, readSorensonPicture } from '../../src/bitstream/h263-picture.js';
import { readH264Picture } from '../../src/bitstream/h264/picture.js';
import { readHevcPicture } from '../../src/bitstream/hevc/picture.js';
import { readMpeg2Picture } from '../../src/bitstream/mpeg2-picture.js';
import { readMpeg4Picture, videoPlanes } from '../../src/bitstream/mpeg4-picture.js';
import { pictureReader, type ReadableCodec } from '../../src/bitstream/picture-reader.js';
import { readVc1Picture } from '../../src/bitstream/vc1-picture.js';
import { readVp8Picture, readVp9Picture } from '../../src/bitstream/vpx-picture.js';
import { BitWriter } from '../masters/support/bit-writer.js';
import { concat, u8, u32, zeros } from '../masters/support/movie-boxes.js';

const START = u8(0, 0, 1);

/** A NAL unit behind a length of 4 bytes. */
function nal(...content: readonly Uint8Array[]): Uint8Array {
  const bytes = concat(content);
  return concat([u32(bytes.byteLength), bytes]);
}

/** An H.264 slice: `first_mb_in_slice` 0, and `slice_type`. */
function slice(header: number, type: number): Uint8Array {
  return nal(u8(header), new BitWriter().unsigned(0).unsigned(type).bits(0xffff, 32).bytes());
}

const [P, B, I] = [5, 6, 7];
const [IDR, REFERENCE, NON_REFERENCE] = [0x65, 0x41, 0x01];

function recovery(count: number, isExact = true): Uint8Array {
  const payload = new BitWriter().unsigned(count).bits(Number(isExact), 1).bits(0, 7).bytes();
  return nal(u8(6, 5, 2, 1, 2, 6, payload.byteLength), payload, u8(0x80));
}

describe('a picture of H.264', () => {
  const read = (...units: readonly Uint8Array[]) => readH264Picture(concat(units), 4);

  test('is a random access point if it is an IDR picture', () => {
    expect(read(nal(u8(9, 0xf0)), slice(IDR, I))).toEqual({
      access: 'independent',
      recoveryFrames: 0,
      isReference: true,
      type: 'I',
    });
  });

  test('is one for what is presented after it, if it is a recovery point at once', () => {
    expect(read(recovery(0), slice(REFERENCE, I))?.access).toBe('open');
  });

  test('begins a gradual refresh, if it is a recovery point later and what follows is exact', () => {
    expect(read(recovery(8), slice(REFERENCE, P))).toMatchObject({ access: 'gradual', recoveryFrames: 8 });
    expect(read(recovery(8, false), slice(REFERENCE, P))).toMatchObject({
      access: 'none',
      recoveryFrames: 0,
    });
  });

  test('is none otherwise, though all of it is intra-coded', () => {
    expect(read(slice(REFERENCE, I))).toMatchObject({ access: 'none', type: 'I' });
    expect(read(nal(u8(9, 0x10)), slice(REFERENCE, P))).toMatchObject({ access: 'none', type: 'I' });
  });

  test('tells whether others may refer to it, and what it is', () => {
    expect(read(slice(NON_REFERENCE, B))).toMatchObject({ access: 'none', isReference: false, type: 'B' });
    expect(read(slice(REFERENCE, B))).toMatchObject({ isReference: true, type: 'B' });
  });

  test('is found behind start codes too', () => {
    const bytes = concat([START, u8(6, 6, 1, 0xc0, 0x80), u8(0), START, u8(REFERENCE, 0x88, 0x80, 0, 0)]);
    expect(readH264Picture(bytes, 'start codes')).toMatchObject({ access: 'open', type: 'I' });
  });
});

describe('a picture of HEVC', () => {
  test.each([
    ['BLA', 16, 'independent'],
    ['IDR with leading pictures', 19, 'independent'],
    ['IDR without', 20, 'independent'],
    ['CRA', 21, 'open'],
    ['trailing', 1, 'none'],
    ['RASL', 9, 'none'],
  ])('that is %s', (_, type, access) => {
    const bytes = concat([nal(u8(35 << 1, 1, 0)), nal(u8(32 << 1, 1, 0)), nal(u8(type << 1, 1, 0x80, 0))]);
    expect(readHevcPicture(bytes, 4)?.access).toBe(access);
  });
});

test('a picture of HEVC begins a gradual refresh if it is a recovery point later', () => {
  const written = (count: number) => {
    const payload = new BitWriter().signed(count).bits(1, 1).bits(0, 6).bits(1, 1).bytes();
    const supplement = nal(u8(39 << 1, 1, 6, payload.byteLength), payload);
    return readHevcPicture(concat([supplement, nal(u8(1 << 1, 1, 0x80, 0))]), 4);
  };
  expect(written(5)).toMatchObject({ access: 'gradual', recoveryFrames: 5 });
  expect(written(0)).toMatchObject({ access: 'none', recoveryFrames: 0 });
});

describe('a temporal unit of AV1', () => {
  const DELIMITER = u8(0x12, 0);
  const SEQUENCE = u8(0x0a, 3, 1, 2, 3);
  test.each([
    ['a key frame that is shown', 0b0_00_1_0000, 'independent'],
    ['a key frame that is not', 0b0_00_0_0000, 'none'],
    ['an inter frame', 0b0_01_1_0000, 'none'],
    ['an intra-only frame', 0b0_10_1_0000, 'none'],
    ['a frame shown again', 0b1_00_0_0000, 'none'],
  ])('with %s', (_, header, access) => {
    for (const frame of [u8(0x32, 2, header, 0), u8(0x1a, 2, header, 0), u8(0x36, 0, 2, header, 0)])
      expect(readAv1Picture(concat([DELIMITER, SEQUENCE, frame]))?.access).toBe(access);
  });
});

describe('a frame of VP8 or VP9', () => {
  test('is a random access point if it is a key frame', () => {
    expect([0x10, 0x11].map((tag) => readVp8Picture(u8(tag))?.access)).toEqual(['independent', 'none']);
    const headers = [0b10_00_0_0_1_0, 0b10_00_0_1_1_0, 0b10_00_1_000, 0b10_11_0_0_0_1, 0b10_11_0_0_1_0, 0x40];
    expect(headers.map((header) => readVp9Picture(u8(header, 0))?.access)).toEqual([
      'independent',
      'none',
      'none',
      'independent',
      'none',
      undefined,
    ]);
  });
});

describe('a picture of MPEG-2', () => {
  const SEQUENCE = concat([START, u8(0xb3), zeros(8)]);
  const group = (closed: number) =>
    concat([START, u8(0xb8), new BitWriter().bits(0, 25).bits(closed, 1).bits(0, 6).bytes()]);
  const picture = (type: number) =>
    concat([START, u8(0), new BitWriter().bits(1, 10).bits(type, 3).bits(0xffff, 16).bytes()]);

  test('is a random access point if it is an I picture of a closed group', () => {
    const read = (...parts: readonly Uint8Array[]) => readMpeg2Picture(concat(parts), false);
    expect(read(SEQUENCE, group(1), picture(1))?.access).toBe('independent');
    expect(read(SEQUENCE, group(0), picture(1))?.access).toBe('open');
    expect(read(SEQUENCE, picture(1))?.access).toBe('open');
    expect(read(group(1), picture(2))).toMatchObject({ access: 'none', type: 'P', isReference: true });
    expect(read(picture(3))).toMatchObject({ access: 'none', type: 'B', isReference: false });
  });

  test('needs a sequence header, from the sample or from elsewhere', () => {
    expect(readMpeg2Picture(picture(1), false)?.access).toBe('none');
    expect(readMpeg2Picture(picture(1), true)?.access).toBe('open');
  });
});

describe('a plane of MPEG-4 part 2', () => {
  const group = (closed: number) =>
    concat([START, u8(0xb3), new BitWriter().bits(0, 18).bits(closed, 1).bits(0, 5).bytes()]);
  const plane = (type: number) => concat([START, u8(0xb6), u8((type << 6) | 0x15, 0x55)]);

  test('is a random access point if it is an I-VOP', () => {
    expect(readMpeg4Picture(plane(0))?.access).toBe('open');
    expect(readMpeg4Picture(concat([group(0), plane(0)]))?.access).toBe('open');
    expect(readMpeg4Picture(concat([group(1), plane(0)]))?.access).toBe('independent');
    expect([1, 2, 3].map((type) => readMpeg4Picture(plane(type))?.type)).toEqual(['P', 'B', 'P']);
  });

  test('is found behind another in the same sample', () => {
    const packed = concat([plane(1), zeros(9), plane(2)]);
    expect(Array.from(videoPlanes(packed), ({ start, picture }) => [start, picture.type])).toEqual([
      [0, 'P'],
      [15, 'B'],
    ]);
  });
});

describe('a picture of H.263', () => {
  /** @param format 7 for an extended header. */
  const header = (format: number) =>
    new BitWriter().bits(0x20, 22).bits(7, 8).bits(0b10000, 5).bits(format, 3);

  test('is a random access point if it is INTRA, also in an extended header', () => {
    const access = (writer: BitWriter) => readH263Picture(writer.bits(0xff, 20).bytes())?.access;
    expect(access(header(2).bits(0, 1))).toBe('independent');
    expect(access(header(2).bits(1, 1))).toBe('none');
    expect(access(header(7).bits(1, 3).bits(0, 18).bits(0, 3))).toBe('independent');
    expect(access(header(7).bits(0, 3).bits(1, 3))).toBe('none');
    expect(readH263Picture(zeros(20))).toBeUndefined();
  });

  test('of Sorenson’s variant too', () => {
    const written = (size: number, bits: number, type: number) =>
      new BitWriter().bits(1, 17).bits(1, 5).bits(3, 8).bits(size, 3).bits(0, bits).bits(type, 2).bits(0, 20);
    expect(readSorensonPicture(written(0, 16, 0).bytes())?.access).toBe('independent');
    expect(readSorensonPicture(written(1, 32, 1).bytes())?.access).toBe('none');
    expect(readSorensonPicture(written(4, 0, 0).bytes())?.access).toBe('independent');
  });
});

describe('a frame of VC-1', () => {
  test('is a random access point if it is at an entry point', () => {
    const frame = concat([START, u8(0x0d, 1, 2)]);
    const entry = (flags: number) => concat([START, u8(0x0f, 1, 2), START, u8(0x0e, flags, 0)]);
    expect(readVc1Picture(concat([entry(0x40), frame])).access).toBe('independent');
    expect(readVc1Picture(concat([entry(0x80), frame])).access).toBe('open');
    expect(readVc1Picture(entry(0x40)).access).toBe('independent');
    expect(readVc1Picture(frame).access).toBe('none');
    expect(readVc1Picture(u8(0xc0, 0)).access).toBe('none');
  });
});

test('frames of other codecs tell by their first bits', () => {
  const access = (codec: ReadableCodec, byte: number) =>
    pictureReader({ codec, framing: 4, isConfigured: true })(u8(byte))?.access;
  expect([0x3f, 0x40].map((byte) => access('msmpeg4', byte))).toEqual(['independent', 'none']);
  expect([0x7f, 0x80].map((byte) => access('wmv2', byte))).toEqual(['independent', 'none']);
  expect([0x20, 0x40].map((byte) => access('theora', byte))).toEqual(['independent', 'none']);
});

describe('hostile bytes', () => {
  const codecs: readonly ReadableCodec[] = [
    ...(['h264', 'hevc', 'av1', 'vp8', 'vp9'] as const),
    ...(['mpeg2video', 'mpeg4', 'h263', 'flv1', 'vc1', 'msmpeg4', 'wmv2', 'theora'] as const),
  ];

  test('give a picture or none, of any codec', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom(0, 0, 0, 1, 5, 0x65, 0xb6, 0xff), { maxLength: 2000 })
        .map((all) => u8(...all)),
    );
    const framing = fc.constantFrom(1 as const, 2 as const, 4 as const, 'start codes' as const);
    fc.assert(
      fc.property(fc.constantFrom(...codecs), framing, bytes, (codec, framed, sample) => {
        const picture = pictureReader({ codec, framing: framed, isConfigured: true })(sample);
        expect(['undefined', 'object']).toContain(typeof picture);
        if (picture) expect(picture.recoveryFrames).toBeGreaterThanOrEqual(0);
      }),
      { seed: 20_260_801, numRuns: 2000 },
    );
  });
});
