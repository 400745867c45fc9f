import { expect, test } from 'vitest';
import { readMovieHeader } from '../../src/demux/movie/movie-header.js';
import { codeOf } from '../masters/support/errors.js';
import {
  ascii,
  box,
  concat,
  fullBox,
  IDENTITY,
  moov,
  mvhd,
  type TrackSpec,
  trak,
  u8,
  u32,
  zeros,
} from '../masters/support/movie-boxes.js';

const headerOf = (spec: TrackSpec, timescale = 600) => {
  const [track] = readMovieHeader(moov(timescale, [spec])).tracks;
  if (!track) throw new Error('the track was left out');
  return track;
};

test.each([0, 1] as const)('headers of version %d are read', (version) => {
  const track = headerOf({ version, trackId: 7, timescale: 90_000, language: 'deu', handler: 'soun' });
  expect(track).toMatchObject({
    trackId: 7,
    timescale: 90_000,
    language: 'de',
    handler: 'soun',
    enabled: true,
  });
  expect(readMovieHeader(box('moov', mvhd(1234, version))).timescale).toBe(1234);
});

test('a movie without `mvhd` has no timescale', () => {
  expect(readMovieHeader(box('moov')).timescale).toBe(0);
});

test('enabled and disabled tracks are distinguished', () => {
  expect(headerOf({ flags: 2 }).enabled).toBe(false);
  expect(headerOf({ flags: 0xf }).enabled).toBe(true);
});

test.each([
  ['und', undefined, 'und'],
  ['eng', undefined, 'en'],
  ['eng', 'en-GB', 'en-GB'],
  ['eng', 'zh-Hant-TW', 'zh-Hant-TW'],
  ['deu', '!!', 'und'],
])('the language %s with the extended language %s is %s', (language, extendedLanguage, expected) => {
  const spec = extendedLanguage === undefined ? { language } : { language, extendedLanguage };
  expect(headerOf(spec).language).toBe(expected);
});

test('names are null-terminated, or preceded by their length as in QuickTime', () => {
  expect(headerOf({ name: ascii('Commentary\0rest') }).handlerName).toBe('Commentary');
  expect(headerOf({ name: concat([u8(10), ascii('Commentary')]) }).handlerName).toBe('Commentary');
  expect(headerOf({ name: new Uint8Array() }).handlerName).toBe('');
});

test.each([0, 1] as const)('edit lists of version %d are read, with empty edits and rates', (version) => {
  const edits = [
    { duration: 300, mediaTime: -1 },
    { duration: 5000, mediaTime: 1024 },
    { duration: 0, mediaTime: 77, rate: 0.5 },
  ];
  expect(headerOf({ version, edits }).edits).toEqual([
    { duration: 300, mediaTime: -1, rate: 1 },
    { duration: 5000, mediaTime: 1024, rate: 1 },
    { duration: 0, mediaTime: 77, rate: 0.5 },
  ]);
});

test('the display matrix is read as signed values', () => {
  const matrix = [0, -0x10000, 0, 0x10000, 0, 0, 5, 6, 0x40000000];
  expect(headerOf({ matrix }).matrix).toEqual(matrix);
  expect(headerOf({}).matrix).toEqual(IDENTITY);
});

test('only chapter and thumbnail references make a track auxiliary', () => {
  const references = box('tref', box('chap', u32(2, 3)), box('tmcd', u32(4)), box('thmb', u32(5)));
  expect(headerOf({ references }).auxiliaryTracks).toEqual([2, 3, 5]);
});

test('the defaults of fragments are read per track', () => {
  const trex = fullBox('trex', 0, 0, u32(9, 1, 1001, 77, 0x10000));
  const { sampleDefaults } = readMovieHeader(moov(600, [], box('mvex', trex)));
  expect(sampleDefaults.get(9)).toEqual({
    sampleDescriptionIndex: 1,
    duration: 1001,
    size: 77,
    flags: 0x10000,
  });
});

test('a track without a mandatory box is left out, and the next one keeps its index', () => {
  const movie = box('moov', mvhd(600), box('trak', zeros(4)), trak({ trackId: 5 }));
  expect(readMovieHeader(movie).tracks.map(({ trackId, index }) => [trackId, index])).toEqual([[5, 1]]);
});

test('the sample tables and the data references are located in the same bytes', () => {
  const movie = moov(600, [{}]);
  const { stbl, dref } = readMovieHeader(movie).tracks[0]!;
  expect(Buffer.from(movie).toString('latin1', stbl.start + 4, stbl.start + 8)).toBe('stbl');
  expect(Buffer.from(movie).toString('latin1', dref!.start + 4, dref!.start + 8)).toBe('dref');
});

test('reading does not change the bytes', () => {
  const movie = Buffer.from(moov(600, [{}]));
  const before = Buffer.from(movie);
  readMovieHeader(movie);
  expect(movie.equals(before)).toBe(true);
});

test.each([
  ['no bytes', new Uint8Array()],
  [
    'a hundred and one tracks',
    moov(
      600,
      Array.from({ length: 101 }, () => ({})),
    ),
  ],
  [
    'an edit list that claims a billion entries',
    box('moov', box('trak', ...brokenTrack(u32(1_000_000_000)))),
  ],
  ['an edit list that is cut short', box('moov', box('trak', ...brokenTrack(u32(2, 0, 0, 0x10000))))],
  ['a movie header that is cut short', box('moov', fullBox('mvhd', 0, 0, u32(0)))],
])('%s: reported as damaged', async (_, movie) => {
  expect(await codeOf(() => readMovieHeader(movie))).toBe('master_damaged');
});

/** The boxes of a track whose edit list has this content. */
function brokenTrack(entries: Uint8Array): Uint8Array[] {
  const whole = trak({});
  return [whole.subarray(8), box('edts', fullBox('elst', 0, 0, entries))];
}
