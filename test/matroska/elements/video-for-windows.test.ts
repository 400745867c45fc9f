import { expect, test } from 'vitest';
import { fourCharacterCode, withOwnId } from '../../../src/matroska/elements/video-for-windows.js';

function vfw(code: string, configuration = '') {
  const header = Buffer.alloc(40);
  header.write(code, 16, 'latin1');
  return {
    codecId: 'V_MS/VFW/FOURCC',
    codecPrivate: Buffer.concat([header, Buffer.from(configuration, 'latin1')]),
  };
}

test.each([
  ['xvid', 'V_MPEG4/ISO/ASP'],
  ['DX50', 'V_MPEG4/ISO/ASP'],
  ['H264', 'V_MPEG4/ISO/AVC'],
])('%s has an id of its own, and its configuration after the header', (code, codecId) => {
  const codec = withOwnId(vfw(code, 'config'));
  expect([codec.codecId, Buffer.from(codec.codecPrivate).toString()]).toEqual([codecId, 'config']);
});

test.each([
  vfw('WMV2'),
  { codecId: 'V_FFV1', codecPrivate: vfw('XVID').codecPrivate },
  { codecId: 'V_MS/VFW/FOURCC', codecPrivate: vfw('XVID').codecPrivate.subarray(0, 30) },
])('others stay as they are', (codec) => {
  expect(withOwnId(codec)).toBe(codec);
});

test('a code is read in capitals', () => {
  expect([fourCharacterCode(vfw('mjpg')), fourCharacterCode({ ...vfw('mjpg'), codecId: 'V_FFV1' })]).toEqual([
    'MJPG',
    undefined,
  ]);
});
