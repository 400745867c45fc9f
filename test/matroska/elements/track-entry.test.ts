import { describe, expect, test } from 'vitest';
import { ID } from '../../../src/matroska/elements/ids.js';
import { readTrackEntry, readTracks } from '../../../src/matroska/elements/track-entry.js';
import { master } from '../support/rules.js';
import { element, float, text, unsigned } from '../support/write-ebml.js';
import { trackEntry } from '../support/write-matroska.js';

const REQUIRED = [unsigned(ID.trackNumber, 1), unsigned(ID.trackType, 2), text(ID.codecId, 'A_OPUS')];
const read = (...elements: Uint8Array[]) => readTrackEntry(master(...REQUIRED, ...elements));

test('a track has the default values of what it does not state', () => {
  expect(read()).toEqual({
    decoderEntry: Buffer.concat(REQUIRED.slice(1)),
    ...{ number: 1, type: 'audio', codecId: 'A_OPUS', codecPrivate: new Uint8Array() },
    ...{
      language: 'en',
      name: '',
      isEnabled: true,
      isDefault: true,
      isForced: false,
      isHearingImpaired: false,
    },
    ...{ codecDelay: 0, seekPreRoll: 0 },
  });
});

test.each([
  ['a name', text(ID.name, 'Commentary'), { name: 'Commentary' }],
  ['that it is not enabled', unsigned(ID.flagEnabled, 0), { isEnabled: false }],
  ['that it is not the default', unsigned(ID.flagDefault, 0), { isDefault: false }],
  ['that it is forced', unsigned(ID.flagForced, 1), { isForced: true }],
  ['that it is for the hearing impaired', unsigned(ID.flagHearingImpaired, 1), { isHearingImpaired: true }],
  ['a duration of frames', unsigned(ID.defaultDuration, 20_000_000), { defaultDuration: 20_000_000 }],
  ['a codec delay', unsigned(ID.codecDelay, 6_500_000), { codecDelay: 6_500_000 }],
  ['a pre-roll', unsigned(ID.seekPreRoll, 80_000_000), { seekPreRoll: 80_000_000 }],
  ['a configuration', element(ID.codecPrivate, Buffer.of(1, 2)), { codecPrivate: Uint8Array.of(1, 2) }],
])('a track states %s', (_, stated, expected) => {
  expect(read(stated)).toMatchObject(expected);
});

test('a duration of frames of 0 is none', () => {
  expect(read(unsigned(ID.defaultDuration, 0))).not.toHaveProperty('defaultDuration');
});

test.each([
  [1, 'video'],
  [2, 'audio'],
  [17, 'text'],
  [3, 'other'],
  [33, 'other'],
])('a track of type %i is %s', (type, expected) => {
  const track = master(unsigned(ID.trackNumber, 1), unsigned(ID.trackType, type), text(ID.codecId, 'X'));
  expect(readTrackEntry(track)?.type).toBe(expected);
});

test('entries without a number or a codec are left out, and of several with one number all but the first', () => {
  const tracks = master(
    trackEntry({ number: 1, codecId: 'V_VP8' }),
    trackEntry({ number: 1, codecId: 'V_VP9' }),
    trackEntry({ number: 0 }),
    trackEntry({ number: 2, codecId: '' }),
    trackEntry({ number: 3, codecId: 'V_AV1' }),
  );
  expect(readTracks(tracks).map(({ number, codecId }) => [number, codecId])).toEqual([
    [1, 'V_VP8'],
    [3, 'V_AV1'],
  ]);
});

test.each([
  ['none', [], 'en'],
  ['bibliographic letters', [text(ID.language, 'ger')], 'de'],
  ['terminological letters', [text(ID.language, 'deu')], 'de'],
  ['a country', [text(ID.language, 'fre-CA')], 'fr-CA'],
  ['undetermined', [text(ID.language, 'und')], 'und'],
  ['a tag beside letters', [text(ID.language, 'chi'), text(ID.languageBcp47, 'zh-Hant-TW')], 'zh-Hant-TW'],
  ['what is no language', [text(ID.language, '??')], 'und'],
])('the language of a track with %s', (_, elements, expected) => {
  expect(read(...elements)?.language).toBe(expected);
});

describe('audio', () => {
  const audio = (...elements: Uint8Array[]) => read(element(ID.audio, ...elements))?.audio;

  test('has 8000 Hz and one channel if it states nothing', () => {
    expect(audio()).toEqual({ sampleRate: 8000, outputSampleRate: 8000, channels: 1 });
  });

  test('is read', () => {
    const elements = [
      float(ID.samplingFrequency, 44_100),
      unsigned(ID.channels, 6),
      unsigned(ID.bitDepth, 24),
    ];
    expect(audio(...elements)).toEqual({
      ...{ sampleRate: 44_100, outputSampleRate: 44_100, channels: 6, bitDepth: 24 },
    });
  });

  test('has another rate once it is decoded', () => {
    const rates = [float(ID.samplingFrequency, 24_000, 4), float(ID.outputSamplingFrequency, 48_000, 4)];
    expect(audio(...rates)).toMatchObject({ sampleRate: 24_000, outputSampleRate: 48_000 });
  });
});

test('a decoder is told what it needs of the entry, and nothing that changes frames or times', () => {
  const video = element(ID.video, unsigned(ID.pixelWidth, 320), unsigned(ID.pixelHeight, 180));
  const audio = element(ID.audio, float(ID.samplingFrequency, 48_000));
  const others = [unsigned(ID.codecDelay, 1), unsigned(ID.defaultDuration, 1), text(ID.name, 'Film')];
  const projection = element(ID.projection, float(ID.projectionPoseRoll, 90));
  const turned = element(ID.video, unsigned(ID.pixelWidth, 320), unsigned(ID.pixelHeight, 180), projection);
  const configuration = element(ID.codecPrivate, Buffer.of(1, 2));
  const track = read(...others, configuration, turned, audio);
  expect(track?.decoderEntry).toEqual(Buffer.concat([...REQUIRED.slice(1), configuration, video, audio]));
});

test('a decoder is told how frames are compressed, and not that headers were stripped', () => {
  const encodings = (algorithm: number) => {
    const compression = element(ID.contentCompression, unsigned(ID.contentCompAlgo, algorithm));
    return element(ID.contentEncodings, element(ID.contentEncoding, compression));
  };
  expect(read(encodings(0))?.decoderEntry).toEqual(Buffer.concat([...REQUIRED.slice(1), encodings(0)]));
  expect(read(encodings(3))?.decoderEntry).toEqual(Buffer.concat(REQUIRED.slice(1)));
});
