import { expect, test } from 'vitest';
import { readContentEncodings } from '../../../src/matroska/elements/content-encodings.js';
import { ID } from '../../../src/matroska/elements/ids.js';
import { readTrackEntry } from '../../../src/matroska/elements/track-entry.js';
import { master } from '../support/rules.js';
import { element, text, unsigned } from '../support/write-ebml.js';

const encoding = (...elements: Uint8Array[]) => element(ID.contentEncoding, ...elements);
const compression = (algorithm: number, settings?: Uint8Array) =>
  element(
    ID.contentCompression,
    unsigned(ID.contentCompAlgo, algorithm),
    ...(settings ? [element(ID.contentCompSettings, settings)] : []),
  );
const encryption = (algorithm: number) => [
  unsigned(ID.contentEncodingType, 1),
  element(ID.contentEncryption, unsigned(ID.contentEncAlgo, algorithm)),
];
const bytes = (...values: number[]) => Uint8Array.from(values);

test.each([
  ['none', [], undefined],
  ['one that says nothing', [encoding()], { kind: 'compressed', name: 'zlib' }],
  ['bzlib', [encoding(compression(1))], { kind: 'compressed', name: 'bzlib' }],
  ['LZO', [encoding(compression(2))], { kind: 'compressed', name: 'lzo1x' }],
  [
    'one of a later standard',
    [encoding(compression(9))],
    { kind: 'compressed', name: 'an unknown compression' },
  ],
  ['AES', [encoding(...encryption(5))], { kind: 'encrypted', name: 'AES' }],
  ['a later cipher', [encoding(...encryption(77))], { kind: 'encrypted', name: 'an unknown cipher' }],
  [
    'header stripping',
    [encoding(compression(3, bytes(0x0b, 0x77)))],
    { kind: 'stripped', frames: bytes(0x0b, 0x77), codecPrivate: bytes() },
  ],
  [
    'header stripping of nothing',
    [encoding(compression(3))],
    { kind: 'stripped', frames: bytes(), codecPrivate: bytes() },
  ],
  [
    'header stripping before encryption',
    [encoding(compression(3, bytes(1))), encoding(...encryption(5))],
    { kind: 'encrypted', name: 'AES' },
  ],
  [
    'header stripping twice: what was taken away first stands first',
    [
      encoding(unsigned(ID.contentEncodingOrder, 1), compression(3, bytes(2))),
      encoding(unsigned(ID.contentEncodingOrder, 0), compression(3, bytes(1))),
    ],
    { kind: 'stripped', frames: bytes(1, 2), codecPrivate: bytes() },
  ],
])('content encodings with %s', (_, encodings, expected) => {
  expect(readContentEncodings(master(...encodings))).toEqual(expected);
});

test('what was stripped from the configuration stands before it', () => {
  const stripped = encoding(unsigned(ID.contentEncodingScope, 2), compression(3, bytes(9, 9)));
  const track = readTrackEntry(
    master(
      unsigned(ID.trackNumber, 1),
      text(ID.codecId, 'A_AAC'),
      element(ID.codecPrivate, bytes(1)),
      element(ID.contentEncodings, stripped),
    ),
  );
  expect(track?.codecPrivate).toEqual(bytes(9, 9, 1));
  expect(track?.encoding).toMatchObject({ frames: bytes() });
});
