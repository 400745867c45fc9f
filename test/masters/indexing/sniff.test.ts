import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sniffContainer } from '../../../src/masters/indexing/sniffing/sniff.js';
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
  ['RF64\xff\xff\xff\xffWAVEds64', 'wav'],
  ['FORM\0\0\0\x10AIFFCOMM', 'aiff'],
  ['FORM\0\0\0\x10AIFCFVER', 'aiff'],
  ['riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb', 'w64'],
  ['caff\0\x01', 'caf'],
  ['.snd\0\0\0\x18', 'au'],
  ['wvpk', 'wv'],
  ['TTA1\x01\0', 'tta'],
  ['\0\0\x01\xba', 'mpeg'],
  ['\0\0\x01\xb3', 'mpegvideo'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'asf'],
  ['.RMF\0\0\0\x12', 'rm'],
  ['#!AMR\n', 'amr'],
  ['\xf0\x56\0\x10\xf8\x72\x6f\xba', 'truehd'],
  ['\x7f\xfe\x80\x01', 'dts'],
  ['\xfe\x7f\x01\x80', 'dts'],
  ['\x1f\xff\xe8\0', 'dts'],
  ['DTSHDHDR', 'dtshd'],
  ['\x0b\x77\0\0\0\x40', 'ac3'],
  ['\x77\x0b\0\0\x40', 'ac3'],
  ['\x0b\x77\0\0\0\x80', 'eac3'],
  ['\xff\xfb\x90\x64', 'mp3'],
  ['\xff\xf1\x50\x80', 'aac'],
])('%j is identified as %s', async (head, container) => {
  expect(await sniff(head)).toBe(container);
});

test('transport streams are identified with and without timestamps before their packets', async () => {
  expect(await sniff(transportStream(188, 0))).toBe('mpegts');
  expect(await sniff(transportStream(192, 4))).toBe('mpegts');
});

test('packets of a transport stream may begin behind up to 64 KiB of something else', async () => {
  const packets = Buffer.alloc(188 * 100);
  for (let at = 0; at < packets.byteLength; at += 188) packets[at] = 0x47;
  const behind = (bytes: number) => sniff(Buffer.concat([Buffer.alloc(bytes, 0xaa), packets]));
  expect([await behind(5000), await behind(60_000)]).toEqual(['mpegts', 'mpegts']);
  await expect(behind(70_000)).rejects.toMatchObject({ code: 'master_not_media' });
});

/** A tag with an empty content of this many bytes. */
function tag(bytes: number, flags = 0): string {
  const size = [21, 14, 7, 0].map((shift) => String.fromCharCode((bytes >> shift) & 0x7f)).join('');
  return `ID3\x04\0${String.fromCharCode(flags)}${size}${'\0'.repeat(bytes + (flags ? 10 : 0))}`;
}

test.each([
  ['fLaC', 'flac'],
  ['\xff\xf1\x50\x80', 'aac'],
  ['\xff\xfb\x90\x64', 'mp3'],
  ['wvpk', 'wv'],
  ['\x0b\x77\0\0\0\x40', 'ac3'],
  ['', 'mp3'],
  ['padding', 'mp3'],
])('tags are passed over: %j behind some is identified as %s', async (head, container) => {
  expect(await sniff(tag(20) + head)).toBe(container);
  expect(await sniff(tag(20) + tag(300, 0x10) + head)).toBe(container);
  expect(await sniff(tag(1_000_000) + head)).toBe(container);
});

test('any number of tags takes few reads', async () => {
  const source = inMemory(Buffer.from(tag(0).repeat(100_000), 'latin1'));
  expect(await sniffContainer(source)).toBe('mp3');
  expect(source.counts.reads).toBeLessThan(20);
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
  ['ID3\xff', 'master_not_media'],
  ['\x0b\x77\0\0\0\xff', 'master_not_media'],
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
