import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codingsOf, readSampleEntry } from '../../src/demux/sample-description.js';
import { codeOf } from '../masters/support/errors.js';
import {
  ascii,
  audioEntry,
  audioStsd,
  box,
  concat,
  stsd,
  u8,
  u16,
  u32,
  videoEntry,
  videoStsd,
  zeros,
} from '../masters/support/movie-boxes.js';

const video = (...boxes: readonly Uint8Array[]) =>
  readSampleEntry(videoStsd('avc1', 720, 576, ...boxes), 'vide').video;
const audio = (entry: Uint8Array) => readSampleEntry(stsd(entry), 'soun').audio;

test('an entry has the four-character code of its coding', () => {
  expect(readSampleEntry(videoStsd('hvc1'), 'vide').type).toBe('hvc1');
  expect(readSampleEntry(audioStsd('ec-3'), 'soun').type).toBe('ec-3');
  expect(readSampleEntry(stsd(box('tmcd', zeros(20))), 'tmcd')).toEqual({ type: 'tmcd' });
  expect(codingsOf(stsd(videoEntry('avc1', 2, 2), videoEntry('avc3', 2, 2)))).toEqual(['avc1', 'avc3']);
});

describe('a video entry', () => {
  test('has the frame size', () => {
    expect(video()).toEqual({ width: 720, height: 576 });
  });

  test('has the pixel aspect ratio, unless that is impossible', () => {
    expect(video(box('pasp', u32(64, 45)))?.pixelAspectRatio).toEqual({ horizontal: 64, vertical: 45 });
    expect(video(box('pasp', u32(0, 45)))?.pixelAspectRatio).toBeUndefined();
    expect(video(box('pasp', u32(64)))?.pixelAspectRatio).toBeUndefined();
  });

  test('has the colour description, from MP4’s and from QuickTime’s box', () => {
    const nclx = box('colr', ascii('nclx'), u16(9, 16, 9), u8(0x80));
    expect(video(nclx)?.colour).toEqual({ primaries: 9, transfer: 16, matrix: 9, fullRange: true });
    const nclc = box('colr', ascii('nclc'), u16(1, 1, 1), u8(0x80));
    expect(video(nclc)?.colour).toEqual({ primaries: 1, transfer: 1, matrix: 1, fullRange: false });
    expect(video(box('colr', ascii('prof'), zeros(30)))?.colour).toBeUndefined();
  });

  test('is interlaced with two fields', () => {
    expect(video(box('fiel', u8(2, 9)))?.interlaced).toBe(true);
    expect(video(box('fiel', u8(1, 0)))?.interlaced).toBe(false);
    expect(video()?.interlaced).toBeUndefined();
  });

  test('may be followed by data that is not a box', () => {
    expect(video(box('pasp', u32(4, 3)), u32(3), ascii('junk'))?.pixelAspectRatio?.horizontal).toBe(4);
  });
});

describe('the size of a PCM frame', () => {
  test.each([
    ['sowt', 2, 16, 4],
    ['twos', 1, 8, 1],
    ['raw ', 2, 8, 2],
    ['in24', 2, 16, 6],
    ['in32', 6, 16, 24],
    ['fl32', 2, 16, 8],
    ['fl64', 1, 16, 8],
    ['ulaw', 1, 16, 1],
    ['alaw', 2, 16, 2],
  ])('of %s with %d channels of %d bits is %d bytes', (type, channels, bits, bytes) => {
    expect(audio(audioEntry(type, channels, bits))).toEqual({ channels, bytesPerPcmFrame: bytes });
  });

  test('is read from a QuickTime sound description of version 1', () => {
    const fields = u32(1, 3, 6, 3);
    expect(audio(audioEntry('twos', 2, 16, 1, fields))?.bytesPerPcmFrame).toBe(6);
  });

  test('is read from a QuickTime sound description of version 2', () => {
    const rate = new Uint8Array(8);
    new DataView(rate.buffer).setFloat64(0, 96_000);
    const fields = concat([u32(72), rate, u32(6, 0x7f000000, 24, 0, 18, 1)]);
    expect(audio(audioEntry('lpcm', 3, 16, 2, fields))).toEqual({ channels: 6, bytesPerPcmFrame: 18 });
  });

  test('is unknown of compressed audio, of which version 1 has the packets', () => {
    expect(audio(audioEntry('ima4', 2, 16, 1, u32(64, 34, 68, 2)))).toEqual({
      ...{ channels: 2, packet: { bytes: 68, pcmFrames: 64 } },
    });
  });

  test.each([
    ['no bytes', u32(64, 0, 0, 2)],
    ['a megabyte more than is credible', u32(64, 0, 2 ** 21, 2)],
    ['four billion PCM frames', u32(0xffffffff, 34, 68, 2)],
  ])('packets of %s are not believed', (_, fields) => {
    expect(audio(audioEntry('ima4', 2, 16, 1, fields))).toEqual({ channels: 2 });
  });

  test.each([
    ['compressed audio', audioEntry('mp4a', 2, 16)],
    ['no channels', audioEntry('sowt', 0, 16)],
    ['a fractional number of bytes', audioEntry('sowt', 1, 12)],
    ['too many channels', audioEntry('sowt', 65_535, 16)],
  ])('is unknown with %s', (_, entry) => {
    expect(audio(entry)?.bytesPerPcmFrame).toBeUndefined();
  });
});

test.each(['encv', 'enca', 'drms', 'drmi'])('%s is refused as encrypted', async (type) => {
  expect(await codeOf(() => readSampleEntry(videoStsd(type), 'vide'))).toBe('master_encrypted');
});

test.each([
  ['no entry', stsd(), 'master_codec_unsupported'],
  ['no bytes', new Uint8Array(), 'master_codec_unsupported'],
  ['an entry that is cut short', stsd(box('avc1', zeros(20))), 'master_damaged'],
])('a description with %s is refused', async (_, bytes, code) => {
  expect(await codeOf(() => readSampleEntry(bytes, 'vide'))).toBe(code);
});

test('a description of any bytes is read or refused', () => {
  const whole = Array.from(
    videoStsd('avc1', 9, 9, box('colr', ascii('nclx'), u16(1, 1, 1), u8(0)), box('pasp', u32(1, 1))),
  );
  const handlers = fc.constantFrom('vide', 'soun', 'text');
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 });
  return fc.assert(
    fc.asyncProperty(handlers, changes, fc.nat(whole.length), async (handler, changed, length) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, value] of changed) bytes[at] = value;
      const code = await codeOf(() => readSampleEntry(bytes.subarray(0, length), handler));
      expect([undefined, 'master_damaged', 'master_codec_unsupported', 'master_encrypted']).toContain(code);
    }),
    { seed: 20_260_801, numRuns: 500 },
  );
});
