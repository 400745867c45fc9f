/** Images beside a master that are traps: refused by their header, or ended by the limits of the process that decodes them. */
import { crc32, deflateSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import type { EncoderSettings } from '../../../../src/encoder/encoder.js';
import { inMemory } from '../../../../src/encoder/feed/samples-in-memory.js';
import { imageOfFile } from '../../../../src/encoder/images/produce/file-image.js';
import type { ImageRendition, PosterFile } from '../../../../src/encoder/rendition.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { never, testSettings } from '../../produce/support/master-under-test.js';

const MEBIBYTE = 1024 * 1024;
const POSTER: ImageRendition = {
  ...{ kind: 'image', id: 'i640-poster-jpg', purpose: 'poster', format: 'jpg', width: 640, height: 360 },
};
const RED = ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:size=64x64', '-frames:v', '1'];

let settings: EncoderSettings;
beforeAll(async () => {
  settings = { ...(await testSettings()), timeoutMs: 10_000, memoryBytes: 512 * MEBIBYTE };
});

/** `made`, or the code of the problem. */
function outcomeOf(bytes: Uint8Array, format: PosterFile['format']): Promise<string> {
  const made = imageOfFile({ format, version: '1' }, POSTER, {
    settings,
    source: inMemory(bytes),
    signal: never,
  });
  return made.then(
    () => 'made',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

const red = (codec: string) => runToolOrFail('ffmpeg', [...RED, '-c:v', codec, '-f', 'image2pipe', 'pipe:1']);

/** PNG 5.3. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

test('a JPEG of 65,535 × 65,535 is refused by its header', async () => {
  const jpeg = await red('mjpeg');
  // Start of frame (ITU-T T.81 B.2.2): marker, length, precision, lines, samples per line.
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.fill(0xff, frame + 5, frame + 9);
  expect(await outcomeOf(jpeg, 'jpg')).toBe('poster_unusable');
});

test('a PNG that has a second, huge header is not decoded with that', async () => {
  const png = await red('png');
  const large = Buffer.from(png.subarray(8, 33));
  large.writeUInt32BE(65_535, 8);
  large.writeUInt32BE(65_535, 12);
  const second = chunk('IHDR', large.subarray(8, 21));
  const changed = Buffer.concat([png.subarray(0, 33), second, png.subarray(33)]);
  expect(['poster_unusable', 'made']).toContain(await outcomeOf(changed, 'png'));
  expect(settings.registry.count).toBe(0);
});

test('a PNG with a gigabyte in a compressed comment costs no more memory than an encode may have', async () => {
  const png = await red('png');
  const comment = deflateSync(Buffer.alloc(1024 * MEBIBYTE), { level: 1 });
  const bomb = Buffer.concat([
    png.subarray(0, 33),
    chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), comment])),
    png.subarray(33),
  ]);
  expect(['poster_unusable', 'encode_failed', 'made']).toContain(await outcomeOf(bomb, 'png'));
  expect(settings.registry.count).toBe(0);
});

test('a WebP whose canvas is small and whose frame is not is refused', async () => {
  const webp = await red('libwebp');
  // The header of a lossy frame (RFC 9649 2.5): a start code, then 14 bits each of width and height.
  const start = webp.indexOf(Buffer.from([0x9d, 0x01, 0x2a]));
  const canvas = Buffer.alloc(10);
  const extended = Buffer.concat([Buffer.from('VP8X', 'latin1'), Buffer.from([10, 0, 0, 0]), canvas]);
  const bomb = Buffer.concat([webp.subarray(0, 12), extended, webp.subarray(12)]);
  bomb.writeUInt32LE(bomb.length - 8, 4);
  bomb.writeUInt16LE(0x3fff, extended.length + start + 3);
  bomb.writeUInt16LE(0x3fff, extended.length + start + 5);
  expect(await outcomeOf(bomb, 'webp')).toBe('poster_unusable');
  expect(settings.registry.count).toBe(0);
});
