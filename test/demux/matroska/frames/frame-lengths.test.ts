/** How long frames of audio say that they are. */
import { describe, expect, test } from 'vitest';
import type { FrameLengths } from '../../../../src/demux/matroska/frames/lengths/frame-lengths.js';
import { frameLengths } from '../../../../src/demux/matroska/frames/lengths/track-lengths.js';
import { readTrackEntry, type TrackEntry } from '../../../../src/matroska/elements/track-entry.js';
import { ID } from '../../../../src/matroska/index.js';
import { vorbisPrivate } from '../../../masters/support/vorbis-headers.js';
import { master } from '../../../matroska/support/rules.js';
import { element, float, text, unsigned } from '../../../matroska/support/write-ebml.js';

interface Audio {
  readonly codecId: string;
  readonly codecPrivate?: Uint8Array;
  readonly rate?: number;
  readonly channels?: number;
  readonly bitDepth?: number;
}

function entryOf({ codecId, codecPrivate, rate = 48_000, channels = 2, bitDepth }: Audio): TrackEntry {
  const audio = [float(ID.samplingFrequency, rate), unsigned(ID.channels, channels)];
  const depth = bitDepth === undefined ? [] : [unsigned(ID.bitDepth, bitDepth)];
  return readTrackEntry(
    master(
      ...[unsigned(ID.trackNumber, 1), unsigned(ID.trackType, 2), text(ID.codecId, codecId)],
      element(ID.audio, ...audio, ...depth),
      ...(codecPrivate ? [element(ID.codecPrivate, codecPrivate)] : []),
    ),
  )!;
}

const lengthsOf = (audio: Audio): FrameLengths | undefined => frameLengths(entryOf(audio));

describe('of Opus', () => {
  const opus = lengthsOf({ codecId: 'A_OPUS', rate: 44_100 })!;

  test('are counted at 48 kHz, whatever rate the file states', () => {
    expect(opus.rate).toBe(48_000);
  });

  // RFC 6716, table 2: configurations 0 to 31.
  test.each([
    ['SILK of 10 ms', [0 << 3], 480],
    ['SILK of 60 ms', [3 << 3], 2880],
    ['SILK of 20 ms, wideband', [9 << 3], 960],
    ['hybrid of 10 ms', [12 << 3], 480],
    ['hybrid of 20 ms', [15 << 3], 960],
    ['CELT of 2.5 ms', [16 << 3], 120],
    ['CELT of 20 ms in stereo', [(31 << 3) | 4], 960],
    ['two frames of equal size', [(31 << 3) | 1], 1920],
    ['two frames of other sizes', [(28 << 3) | 2], 240],
    ['three frames of variable size', [(31 << 3) | 3, 0x80 | 3], 2880],
    ['48 frames of 2.5 ms', [(16 << 3) | 3, 48], 5760],
  ])('%s', (_, bytes, length) => {
    expect(opus.lengthOf(Uint8Array.from(bytes), 100)).toBe(length);
  });
});

describe('of uncompressed audio', () => {
  test.each([
    ['A_PCM/INT/LIT', 16, 2, 4000, 1000],
    ['A_PCM/INT/BIG', 24, 1, 3000, 1000],
    ['A_PCM/FLOAT/IEEE', 32, 6, 24_000, 1000],
    ['A_PCM/INT/LIT', 8, 2, 7, 3],
  ])('%s of %i bits and %i channels: %i bytes', (codecId, bitDepth, channels, size, length) => {
    expect(lengthsOf({ codecId, bitDepth, channels })?.lengthOf(new Uint8Array(), size)).toBe(length);
  });

  test.each([
    ['without a depth', { codecId: 'A_PCM/INT/LIT' }],
    ['of a depth that is not of whole bytes', { codecId: 'A_PCM/INT/LIT', bitDepth: 20 }],
    ['without channels', { codecId: 'A_PCM/INT/LIT', bitDepth: 16, channels: 0 }],
    ['of an impossible rate', { codecId: 'A_PCM/INT/LIT', bitDepth: 16, rate: Number.NaN }],
    ['of another codec', { codecId: 'A_AC3' }],
  ])('%s are not known', (_, audio) => {
    expect(lengthsOf(audio)).toBeUndefined();
  });
});

describe('of what ACM stores', () => {
  const format = (tag: number, block: number, ...more: number[]) => {
    const bytes = Buffer.alloc(18 + 2 * more.length);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt32LE(22_050, 4);
    bytes.writeUInt16LE(block, 12);
    for (const [i, value] of more.entries()) bytes.writeUInt16LE(value, 18 + 2 * i);
    return bytes;
  };

  test.each([
    ['integers', format(1, 4), 400, 100],
    ['µ-law', format(7, 2), 400, 200],
    ['Microsoft ADPCM', format(2, 1024, 1012), 2048, 2024],
    ['IMA ADPCM', format(0x11, 512, 505), 1024, 1010],
  ])('%s', (_, codecPrivate, size, length) => {
    const lengths = lengthsOf({ codecId: 'A_MS/ACM', codecPrivate })!;
    expect([lengths.rate, lengths.lengthOf(new Uint8Array(), size)]).toEqual([22_050, length]);
  });

  test.each([
    ['MP3, whose frames are found by the decoder', format(0x55, 1)],
    ['blocks of no bytes', format(1, 0)],
    ['ADPCM without the samples of a block', format(2, 1024)],
    ['a format that is cut short', format(1, 4).subarray(0, 14)],
  ])('%s has no known lengths', (_, codecPrivate) => {
    expect(lengthsOf({ codecId: 'A_MS/ACM', codecPrivate })).toBeUndefined();
  });
});

describe('of Vorbis', () => {
  const modes = (...flags: readonly (0 | 1)[]) =>
    lengthsOf({ codecId: 'A_VORBIS', codecPrivate: vorbisPrivate({ rate: 44_100, modes: flags }) })!;
  /** The first byte of an audio packet of a mode. */
  const packet = (mode: number) => Uint8Array.of(mode << 1);

  test('are those of the mode that a packet begins with', () => {
    const { rate, lengthOf, isOverlapping } = modes(0, 1);
    expect([rate, isOverlapping]).toEqual([44_100, true]);
    expect([0, 1].map((mode) => lengthOf(packet(mode), 100))).toEqual([256, 2048]);
  });

  test('of many modes, the bits of the mode alone say which', () => {
    const { lengthOf } = modes(0, 1, 1, 0, 1);
    // The bits above are those of neighbouring windows.
    const flagged = Array.from({ length: 5 }, (_, mode) => Uint8Array.of((mode << 1) | 0xf0));
    expect(flagged.map((head) => lengthOf(head, 100))).toEqual([256, 2048, 2048, 256, 2048]);
  });

  test('of a single mode, there are no bits that say it', () => {
    expect(modes(1).lengthOf(Uint8Array.of(0xfe), 100)).toBe(2048);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['other headers', Buffer.from('OpusHead')],
    ['headers without a setup', vorbisPrivate({ rate: 44_100, modes: [0, 1] }).subarray(0, 34)],
    ['a setup of zeros', vorbisPrivate({ rate: 44_100, modes: [0, 1] }).fill(0, 60)],
    ['no sample rate', vorbisPrivate({ rate: 0, modes: [0, 1] })],
  ])('with %s are not known', (_, codecPrivate) => {
    expect(lengthsOf({ codecId: 'A_VORBIS', codecPrivate })).toBeUndefined();
  });
});
