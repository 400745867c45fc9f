import { expect, test } from 'vitest';
import { audioFormatKey } from '../../../src/demux/formats/audio-format-key.js';
import { formatKey } from '../../../src/demux/formats/format-key.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const keyOf = (codec: string, hex: string) =>
  formatKey({ codec, sampleDescription: new Uint8Array() }, bytes(hex));

const SEQUENCE = (aspect: string) => `000001b3 2d0240 ${aspect}3 ffffe018`;
const EXTENSION = '000001b5 148200010000';
const PICTURE = '00000100 000fffff';

test('MPEG-2: the aspect is of the format, the bit rate is not', () => {
  const four = keyOf('mpeg2video', `${SEQUENCE('2')} ${EXTENSION} 000001b8 00080000 ${PICTURE}`);
  const fast = `${SEQUENCE('2').replace('ffffe018', '0fffe018')} ${EXTENSION} ${PICTURE}`;
  expect(four).toBeDefined();
  expect(keyOf('mpeg2video', fast)).toBe(four);
  expect(keyOf('mpeg2video', `${SEQUENCE('3')} ${EXTENSION} ${PICTURE}`)).not.toBe(four);
  expect(keyOf('mpeg2video', PICTURE)).toBeUndefined();
});

test('H.264 and HEVC: the sequence parameter sets before the first slice', () => {
  const sets = '00000001 0910 00000001 67640015 00000001 68ee 00000001';
  expect(keyOf('h264', `${sets} 6588`)).toBe(keyOf('h264', `${sets} 6599`));
  expect(keyOf('h264', `${sets.replace('640015', '640016')} 6588`)).not.toBe(keyOf('h264', `${sets} 6588`));
  expect(keyOf('h264', '00000001 6588 00000001 67640015 00000001')).toBeUndefined();
  expect(keyOf('hevc', '00000001 4001aa 00000001 4201bb 00000001 2601cc')).toBe('4201bb00');
  expect(keyOf('hevc', '00000001 2601cc')).toBeUndefined();
});

test('VP8 and VP9: the size in a key frame', () => {
  expect(keyOf('vp8', '10 00 00 9d012a 40 01 b4 00 0000')).toBe('4001b400');
  expect(keyOf('vp8', '11 00 00 9d012a 40 01 b4 00 0000')).toBeUndefined();
  const small = keyOf('vp9', '82 498342 00 13f0 0b30 00000000');
  expect(small).toBeDefined();
  expect(keyOf('vp9', '82 498342 00 13f0 0b30 0000ffff')).toBe(small);
  expect(keyOf('vp9', '82 498342 00 27f0 0b30 00000000')).not.toBe(small);
  expect(keyOf('vp9', '86 00 00')).toBeUndefined();
});

test('AV1: the sequence header', () => {
  expect(keyOf('av1', '1200 0a03 aabbcc 3201 10')).toBe('aabbcc');
  expect(keyOf('av1', '1200 3201 10')).toBeUndefined();
});

test('MPEG-4 part 2, VC-1 and JPEG', () => {
  expect(keyOf('mpeg4', '000001b001 00000120 112233 000001b6 10')).toBe('112233');
  expect(keyOf('vc1', '0000010f aabb 0000010e cc')).toBe('aabb');
  expect(keyOf('mjpeg', 'ffd8 ffe0 0004 0000 ffc0 0008 08 0040 0060 03 ffda')).toBe('080040006003');
});

test('a head that ends early, and another codec, say nothing', () => {
  for (const codec of ['h264', 'hevc', 'av1', 'vp8', 'vp9', 'mpeg2video', 'mpeg4', 'vc1', 'mjpeg', 'prores'])
    for (const head of ['', '00', '000001', 'ffd8ffc0', '0aff']) expect(keyOf(codec, head)).toBeUndefined();
});

test('audio: channels and sample rate, not the bit rate', () => {
  const of = (codec: string, hex: string) => audioFormatKey(codec, bytes(hex));
  expect(of('mp2', 'fffda400')).toBe(of('mp2', 'fffdc440'));
  expect(of('mp2', 'fffda4c0')).not.toBe(of('mp2', 'fffda400'));
  expect(of('ac3', '0b77 0000 14 40 43')).not.toBe(of('ac3', '0b77 0000 1c 40 eb'));
  expect(of('eac3', '0b77 0000 34 80')).not.toBe(of('eac3', '0b77 0000 3f 80'));
  expect(of('aac', 'fff1 4c80')).not.toBe(of('aac', 'fff1 4d80'));
  expect(of('aac', '21 00')).not.toBe(of('aac', '01 00'));
  expect(of('aac', 'de04')).toBeUndefined();
  expect(of('opus', 'fc')).toBeUndefined();
});
