/** The sample descriptions of tracks that can be fed as MP4, as the readers of MP4 read them. */
import { describe, expect, test } from 'vitest';
import { masterBox } from '../../../../src/demux/master-boxes.js';
import { mp4Description } from '../../../../src/demux/matroska/descriptions/mp4-description.js';
import {
  audioConfiguration,
  codecConfiguration,
  readSampleEntry,
} from '../../../../src/demux/sample-description.js';
import type { Box } from '../../../../src/isobmff/index.js';
import type { TrackEntry } from '../../../../src/matroska/index.js';
import { codeOf } from '../../../masters/support/errors.js';

const COMMON = {
  ...{
    number: 1,
    language: 'und',
    name: '',
    isEnabled: true,
    isDefault: true,
    isForced: false,
    isHearingImpaired: false,
  },
  ...{ codecDelay: 0, seekPreRoll: 0, codecPrivate: new Uint8Array(), decoderEntry: new Uint8Array() },
};
const SHOWN = { crop: { top: 0, bottom: 0, left: 0, right: 0 }, stereoMode: 0, rotation: 0 } as const;

function video(codecId: string, more: Partial<TrackEntry> = {}): TrackEntry {
  return { ...COMMON, type: 'video', codecId, video: { width: 720, height: 576, ...SHOWN }, ...more };
}

function audio(codecId: string, more: Partial<TrackEntry> = {}): TrackEntry {
  const description = { sampleRate: 48_000, outputSampleRate: 48_000, channels: 2 };
  return { ...COMMON, type: 'audio', codecId, audio: description, ...more };
}

const NO_FRAME = new Uint8Array();
const bytes = (...values: number[]) => Uint8Array.from(values);

/** Contents of a box in the first sample entry. */
function boxIn(stsd: Uint8Array, type: string, fields: number): Uint8Array | undefined {
  const [entry] = (masterBox(stsd) as Box).children(8);
  return entry?.leadingChildren(fields).find((box) => box.type === type)?.content;
}

const videoBox = (track: TrackEntry, type: string, frame = NO_FRAME) =>
  boxIn(mp4Description(track, frame)!.sampleDescription, type, 78);
const audioBox = (track: TrackEntry, type: string, frame = NO_FRAME) =>
  boxIn(mp4Description(track, frame)!.sampleDescription, type, 28);

describe('video', () => {
  const RECORD = bytes(1, 100, 0, 40, 0xff);

  test.each([
    ['V_MPEG4/ISO/AVC', 'avc1', 'avcC'],
    ['V_MPEGH/ISO/HEVC', 'hvc1', 'hvcC'],
    ['V_AV1', 'av01', 'av1C'],
  ])('of %s has its configuration record', (codecId, type, box) => {
    const track = video(codecId, { codecPrivate: RECORD });
    const { sampleDescription, quickTime } = mp4Description(track, NO_FRAME)!;
    expect(readSampleEntry(sampleDescription, 'vide')).toMatchObject({
      type,
      video: { width: 720, height: 576 },
    });
    expect(boxIn(sampleDescription, box, 78)).toEqual(Uint8Array.from(RECORD));
    expect(quickTime).toBe(false);
    expect(mp4Description(video(codecId), NO_FRAME)).toBeUndefined();
  });

  test('of H.264 is described as the passthrough reads it', () => {
    const { sampleDescription } = mp4Description(
      video('V_MPEG4/ISO/AVC', { codecPrivate: RECORD }),
      NO_FRAME,
    )!;
    expect(codecConfiguration(sampleDescription, 'avcC')).toEqual(Uint8Array.from(RECORD));
  });

  test.each([
    ['V_VP8', 'vp08', false],
    ['V_MPEG2', 'm2v1', true],
    ['V_MJPEG', 'jpeg', true],
  ])('of %s needs no configuration', (codecId, type, isQuickTime) => {
    const { sampleDescription, quickTime } = mp4Description(video(codecId), NO_FRAME)!;
    expect(readSampleEntry(sampleDescription, 'vide').type).toBe(type);
    expect(quickTime).toBe(isQuickTime);
  });

  const colour = { primaries: 9, transfer: 16, matrix: 9, fullRange: true };

  test.each([
    ['nothing', {}, bytes(), [0, 0, 0x80, 2, 2, 2]],
    ['its first frame', {}, bytes(0xa2), [1, 0, 0x80, 2, 2, 2]],
    ['a first frame of profile 2', {}, bytes(0x92), [2, 0, 0xa0, 2, 2, 2]],
    [
      'features',
      { codecPrivate: bytes(1, 1, 3, 2, 1, 31, 3, 1, 12, 4, 1, 3) },
      bytes(),
      [3, 31, 0xc6, 2, 2, 2],
    ],
    [
      'colour',
      { video: { width: 2, height: 2, ...SHOWN, colour: { ...colour, bitsPerChannel: 10 } } },
      bytes(),
      [0, 0, 0xa1, 9, 16, 9],
    ],
  ])('of VP9 is configured by %s', (_, more, frame, fields) => {
    expect(videoBox(video('V_VP9', more), 'vpcC', frame)).toEqual(
      Uint8Array.from([1, 0, 0, 0, ...fields, 0, 0]),
    );
  });

  test('has the colour and the shape of pixels that the track states', () => {
    const pixelAspectRatio = { horizontal: 1024 * 576, vertical: 576 * 720 };
    const track = video('V_VP8', { video: { width: 720, height: 576, ...SHOWN, colour, pixelAspectRatio } });
    const { video: described } = readSampleEntry(mp4Description(track, NO_FRAME)!.sampleDescription, 'vide');
    expect(described).toMatchObject({ colour, pixelAspectRatio: { horizontal: 64, vertical: 45 } });
  });

  test('leaves out colour and shapes that the boxes cannot have', () => {
    const impossible = {
      colour: { ...colour, primaries: 70_000 },
      pixelAspectRatio: { horizontal: 2 ** 40 + 1, vertical: 3 },
    };
    const track = video('V_VP8', { video: { width: 720, height: 576, ...SHOWN, ...impossible } });
    const described = readSampleEntry(mp4Description(track, NO_FRAME)!.sampleDescription, 'vide').video;
    expect(described).toEqual({ width: 720, height: 576 });
  });

  test('of impossible size is refused', async () => {
    const track = video('V_VP8', { video: { width: 70_000, height: 2, ...SHOWN } });
    expect(await codeOf(() => mp4Description(track, NO_FRAME))).toBe('master_dimensions_unsupported');
  });
});

describe('audio', () => {
  test('of AAC has its AudioSpecificConfig', () => {
    const config = bytes(0x11, 0x90);
    const { sampleDescription } = mp4Description(audio('A_AAC', { codecPrivate: config }), NO_FRAME)!;
    expect(audioConfiguration(sampleDescription)).toEqual(Uint8Array.from(config));
    expect(readSampleEntry(sampleDescription, 'soun')).toEqual({ type: 'mp4a', audio: { channels: 2 } });
  });

  test.each([
    ['without a configuration', bytes()],
    ['with one that is too long for its descriptor', new Uint8Array(200)],
  ])('of AAC %s needs another feed', (_, codecPrivate) => {
    expect(mp4Description(audio('A_AAC', { codecPrivate }), NO_FRAME)).toBeUndefined();
  });

  test('of Opus has its header, in the byte order of MP4', () => {
    const head = Buffer.concat([
      Buffer.from('OpusHead'),
      bytes(1, 2, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0xfe, 0xff, 1, 1, 1, 0, 1),
    ]);
    const track = audio('A_OPUS', { codecPrivate: head });
    const expected = [0, 2, 0x01, 0x38, 0, 0, 0xbb, 0x80, 0xff, 0xfe, 1, 1, 1, 0, 1];
    expect(audioBox(track, 'dOps')).toEqual(Uint8Array.from(expected));
    expect(head.readUInt16LE(10)).toBe(312);
  });

  test('of FLAC has its metadata blocks', () => {
    const blocks = Buffer.concat([bytes(0x80, 0, 0, 34), new Uint8Array(34).fill(7)]);
    const track = audio('A_FLAC', { codecPrivate: Buffer.concat([Buffer.from('fLaC'), blocks]) });
    expect(audioBox(track, 'dfLa')).toEqual(new Uint8Array(Buffer.concat([new Uint8Array(4), blocks])));
  });

  test.each([
    ['48 kHz, 5.1', bytes(0x0b, 0x77, 0, 0, 0x1e, 0x40, 0xe1, 0, 0), [0x10, 0x3d, 0xe0]],
    ['48 kHz, stereo', bytes(0x0b, 0x77, 0, 0, 0x14, 0x40, 0x43, 0, 0), [0x10, 0x11, 0x40]],
    ['44.1 kHz, mono', bytes(0x0b, 0x77, 0, 0, 0x4c, 0x40, 0x20, 0, 0), [0x50, 0x08, 0xc0]],
  ])('of AC-3 is configured by its first frame: %s', (_, frame, expected) => {
    expect(audioBox(audio('A_AC3'), 'dac3', frame)).toEqual(Uint8Array.from(expected));
  });

  test('of E-AC-3 is configured by its first frame', () => {
    const frame = bytes(0x0b, 0x77, 0x02, 0xff, 0x3f, 0x86, 0, 0);
    expect(audioBox(audio('A_EAC3'), 'dec3', frame)).toEqual(Uint8Array.from([0, 0, 0x20, 0x0f, 0]));
  });

  test.each([
    ['A_MPEG/L2', '.mp2', true],
    ['A_MPEG/L3', '.mp3', true],
    ['A_DTS', 'dtsc', false],
    ['A_TRUEHD', 'mlpa', false],
  ])('of %s needs no configuration', (codecId, type, isQuickTime) => {
    const { sampleDescription, quickTime } = mp4Description(audio(codecId), NO_FRAME)!;
    expect(readSampleEntry(sampleDescription, 'soun')).toEqual({ type, audio: { channels: 2 } });
    expect(quickTime).toBe(isQuickTime);
  });

  test('of ALAC has its magic cookie', () => {
    const codecPrivate = new Uint8Array(24).fill(5);
    const expected = Uint8Array.from([0, 0, 0, 0, ...codecPrivate]);
    expect(audioBox(audio('A_ALAC', { codecPrivate }), 'alac')).toEqual(expected);
  });

  test.each([
    ['A_PCM/INT/LIT', 8, 8],
    ['A_PCM/INT/LIT', 16, 12],
    ['A_PCM/INT/LIT', 24, 12],
    ['A_PCM/INT/BIG', 16, 14],
    ['A_PCM/INT/BIG', 32, 14],
    ['A_PCM/FLOAT/IEEE', 32, 9],
    ['A_PCM/FLOAT/IEEE', 64, 9],
  ])('of %s with %i bits has the flags %i', (codecId, bitDepth, flags) => {
    const track = audio(codecId, {
      audio: { sampleRate: 96_000, outputSampleRate: 96_000, channels: 6, bitDepth },
    });
    const { sampleDescription, quickTime } = mp4Description(track, NO_FRAME)!;
    expect(quickTime).toBe(true);
    expect(readSampleEntry(sampleDescription, 'soun')).toEqual({
      type: 'lpcm',
      audio: { channels: 6, bytesPerPcmFrame: (6 * bitDepth) / 8 },
    });
    const fields = Buffer.from(sampleDescription.subarray(24));
    expect([fields.readDoubleBE(32), fields.readUInt32BE(48), fields.readUInt32BE(52)]).toEqual([
      96_000,
      bitDepth,
      flags,
    ]);
  });

  test.each([
    [
      'PCM of 20 bits',
      audio('A_PCM/INT/LIT', {
        audio: { sampleRate: 8000, outputSampleRate: 8000, channels: 1, bitDepth: 20 },
      }),
    ],
    ['PCM of no stated depth', audio('A_PCM/INT/LIT')],
    ['Opus without its header', audio('A_OPUS')],
    ['FLAC without its header', audio('A_FLAC', { codecPrivate: new Uint8Array(60) })],
    ['AC-3 without a frame', audio('A_AC3')],
    ['E-AC-3 whose frame begins otherwise', audio('A_EAC3')],
    ['Vorbis', audio('A_VORBIS')],
    ['ALAC without its cookie', audio('A_ALAC')],
    ['ProRes', video('V_PRORES')],
    ['Video for Windows', video('V_MS/VFW/FOURCC')],
    ['a property of objects', video('constructor')],
  ])('%s needs a feed in Matroska', (_, track) => {
    expect(mp4Description(track, new Uint8Array(16))).toBeUndefined();
  });

  test.each([
    ['channels', { channels: 300 }],
    ['an infinite rate', { outputSampleRate: Number.POSITIVE_INFINITY }],
    ['a rate that is no number', { outputSampleRate: Number.NaN }],
    ['a negative rate', { outputSampleRate: -1 }],
  ])('with impossible %s is refused', async (_, values) => {
    const track = audio('A_MPEG/L3', {
      audio: { sampleRate: 48_000, outputSampleRate: 48_000, channels: 2, ...values },
    });
    expect(await codeOf(() => mp4Description(track, NO_FRAME))).toBe('master_audio_unsupported');
  });

  test('has the rate of what is decoded, rounded', () => {
    const rates = { sampleRate: 22_050, outputSampleRate: 44_099.9, channels: 2 };
    const { sampleDescription } = mp4Description(audio('A_MPEG/L3', { audio: rates }), NO_FRAME)!;
    expect(Buffer.from(sampleDescription).readUInt16BE(24 + 24)).toBe(44_100);
  });
});
