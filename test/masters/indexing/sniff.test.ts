import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sniffContainer } from '../../../src/masters/indexing/sniff.js';
import { inMemory } from '../support/byte-source.js';
import { codeOf } from '../support/errors.js';

const sniff = (bytes: Uint8Array | string) =>
  sniffContainer(inMemory(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes));

function transportStream(packetSize: number, offset: number): Buffer {
  const bytes = Buffer.alloc(packetSize * 3);
  for (let packet = 0; packet < 3; packet++) bytes[offset + packet * packetSize] = 0x47;
  return bytes;
}

test.each([
  ['\0\0\0\x18ftypisom', 'movie'],
  ['\0\0\0\x08wide', 'movie'],
  ['\0\0\0\x08moov', 'movie'],
  ['\x1a\x45\xdf\xa3', 'matroska'],
  ['fLaC', 'flac'],
  ['OggS', 'ogg'],
  ['FLV\x01', 'flv'],
  ['RIFF\x10\0\0\0AVI LIST', 'avi'],
  ['RIFF\x10\0\0\0WAVEfmt ', 'wav'],
  ['FORM\0\0\0\x10AIFFCOMM', 'aiff'],
  ['\0\0\x01\xba', 'mpeg'],
  ['ID3\x04', 'mp3'],
  ['\xff\xfb\x90\x64', 'mp3'],
  ['\xff\xf1\x50\x80', 'aac'],
])('%j is identified as %s', async (head, container) => {
  expect(await sniff(head)).toBe(container);
});

test('transport streams are identified with and without timestamps before their packets', async () => {
  expect(await sniff(transportStream(188, 0))).toBe('mpegts');
  expect(await sniff(transportStream(192, 4))).toBe('mpegts');
});

test.each([
  ['', 'master_empty'],
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'master_still_image'],
  ['\x89PNG\r\n', 'master_still_image'],
  ['RIFF\x10\0\0\0WEBPVP8 ', 'master_still_image'],
  ['#EXTM3U\n#EXT-X-VERSION:3', 'master_playlist'],
  ['\xef\xbb\xbf#EXTM3U', 'master_playlist'],
  ['  \n#EXTM3U', 'master_playlist'],
  ['<?xml version="1.0"?><MPD', 'master_playlist'],
  ['ffconcat version 1.0', 'master_playlist'],
  ['v=0\r\no=- 0 0 IN IP4', 'master_playlist'],
  ['PK\x03\x04', 'master_not_media'],
  ['Just words.', 'master_not_media'],
  ['\xff\xff\xff\xff', 'master_not_media'],
])('%j is refused', async (head, code) => {
  expect(await codeOf(() => sniff(head))).toBe(code);
});

test('any bytes are identified or refused', () =>
  fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const code = await codeOf(() => sniff(bytes));
      expect(code ?? 'master_').toMatch(/^master_/);
    }),
    { seed: 20_260_801 },
  ));
