/** A poster from an image beside the master: of its shape, bounded, and never decoded if it is a bomb. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { EncoderSettings } from '../../../../src/encoder/encoder.js';
import { inMemory } from '../../../../src/encoder/feed/samples-in-memory.js';
import { imageEncodings } from '../../../../src/encoder/images/formats/formats.js';
import { imageOfFile } from '../../../../src/encoder/images/produce/file-image.js';
import type { ImageRendition, PosterFile } from '../../../../src/encoder/rendition.js';
import { OnplayError } from '../../../../src/shared/errors.js';
import type { ImageFormat } from '../../../../src/shared/image-formats.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { never, testSettings } from '../../produce/support/master-under-test.js';

const box = (format: ImageFormat): ImageRendition => {
  return { kind: 'image', id: `i640-poster-${format}`, purpose: 'poster', format, width: 640, height: 360 };
};
const ENCODERS = { jpg: 'mjpeg', jpeg: 'mjpeg', png: 'png', webp: 'libwebp' };

/** A red image. */
function image(format: PosterFile['format'], size: string): Promise<Buffer> {
  const source = ['-v', 'error', '-f', 'lavfi', '-i', `color=red:size=${size}`, '-frames:v', '1'];
  return runToolOrFail('ffmpeg', [...source, '-c:v', ENCODERS[format], '-f', 'image2pipe', 'pipe:1']);
}

let settings: EncoderSettings;
beforeAll(async () => {
  settings = await testSettings();
});

const make = (bytes: Uint8Array, file: PosterFile['format'], as: ImageFormat = 'jpg') =>
  imageOfFile({ format: file, version: '1' }, box(as), { settings, source: inMemory(bytes), signal: never });
const codeOf = async (made: Promise<unknown>) =>
  made.then(
    () => 'made',
    (error: unknown) => (error instanceof OnplayError ? error.code : error),
  );

describe('a poster is made of', () => {
  test.each(['jpg', 'jpeg', 'png', 'webp'] as const)('%s, as large as it fits', async (format) => {
    const made = await make(await image(format, '1000x1000'), format, 'webp');
    expect(imageEncodings.webp.sizeOf(made)).toEqual({ width: 360, height: 360 });
  });

  test('a smaller image without enlarging it', async () => {
    const made = await make(await image('png', '101x51'), 'png', 'avif');
    expect(imageEncodings.avif.sizeOf(made)).toEqual({ width: 100, height: 50 });
  });

  test('its own colours', async () => {
    const made = await make(await image('png', '640x360'), 'png');
    const decode = ['-v', 'error', '-i', 'pipe:0', '-vf', 'scale=1:1', '-pix_fmt', 'rgb24', '-f', 'rawvideo'];
    const [red = 0, green = 255, blue = 255] = await runToolOrFail('ffmpeg', [...decode, 'pipe:1'], {
      input: made,
    });
    expect(red).toBeGreaterThan(245);
    expect(Math.max(green, blue)).toBeLessThan(12);
  });
});

describe('no poster is made of', () => {
  test('a bomb: a few bytes that would be gigabytes of pixels', async () => {
    const bomb = Buffer.from(await image('png', '16x16'));
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(await codeOf(make(bomb, 'png'))).toBe('poster_unusable');
    bomb.writeUInt32BE(16_000, 16);
    bomb.writeUInt32BE(16_000, 20);
    expect(await codeOf(make(bomb, 'png'))).toBe('poster_unusable');
  });

  test('an image with the extension of another, or of none', async () => {
    const png = await image('png', '16x16');
    expect(await codeOf(make(png, 'jpg'))).toBe('poster_unusable');
    expect(await codeOf(make(Buffer.from('#EXTM3U\nhttp://127.0.0.1/'), 'png'))).toBe('poster_unusable');
    expect(await codeOf(make(new Uint8Array(), 'webp'))).toBe('poster_unusable');
  });

  test('an image that is damaged', async () => {
    const png = await image('png', '640x360');
    expect(await codeOf(make(png.subarray(0, 60), 'png'))).toBe('poster_unusable');
  });
});
