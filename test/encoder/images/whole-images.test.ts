import { describe, expect, test } from 'vitest';
import { animatedFormat } from '../../../src/encoder/images/animated-formats.js';
import { type StillFormatName, stillFormats } from '../../../src/encoder/images/image-formats.js';
import { imageSizeOf } from '../../../src/encoder/images/image-size.js';
import type { ImageFormat } from '../../../src/encoder/rendition.js';
import { runToolOrFail } from '../../support/ffmpeg.js';

const SIZE = { width: 322, height: 182 };
const SOURCE = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=322x182:rate=8:duration=1'];

async function still(format: StillFormatName): Promise<Uint8Array> {
  const { form, arguments: encoder, file = (bytes: Uint8Array) => bytes } = stillFormats[format];
  const command = [...SOURCE, '-frames:v', '1', '-pix_fmt', form.pixelFormat, ...encoder, 'pipe:1'];
  return file(await runToolOrFail('ffmpeg', command), SIZE);
}

async function moving(format: 'gif' | 'webp'): Promise<Uint8Array> {
  const { form, filters, arguments: encoder } = animatedFormat(format);
  const graph = [`format=${form.pixelFormat}`, ...filters].join(',');
  return runToolOrFail('ffmpeg', [
    ...SOURCE,
    '-frames:v',
    '4',
    '-filter_complex',
    graph,
    ...encoder,
    'pipe:1',
  ]);
}

const IMAGES = [
  ...(['avif', 'jpg', 'webp'] as const).map((format) => [format, 'still', () => still(format)] as const),
  ...(['gif', 'webp'] as const).map((format) => [format, 'moving', () => moving(format)] as const),
];
const FORMATS = Object.keys(imageSizeOf) as ImageFormat[];

describe.each(IMAGES)('%s, %s', (format, _, make) => {
  test('tells the size of a whole image', async () => {
    expect(imageSizeOf[format](await make())).toEqual(SIZE);
  });

  test('tells none of an image that was cut off, or of other bytes', async () => {
    const whole = await make();
    const cuts = [...Array(200).keys(), ...Array.from({ length: 50 }, (__, i) => whole.length - 1 - i)];
    for (const length of cuts.filter((cut) => cut < whole.length))
      expect(imageSizeOf[format](whole.subarray(0, length))).toBeUndefined();
    for (const other of FORMATS.filter((each) => each !== format))
      expect(imageSizeOf[other](whole)).toBeUndefined();
  });
});

describe('of hostile bytes', () => {
  const starts = [[0xff, 0xd8], [...Buffer.from('RIFF')], [...Buffer.from('GIF89a')], [0, 0, 0, 8]];
  test.each(FORMATS)('%s reads none beyond their end', (format) => {
    for (const start of starts) {
      for (let byte = 0; byte < 256; byte++) {
        const bytes = Uint8Array.from([...start, ...new Array(60).fill(byte), 0xff, 0xd9]);
        expect(() => imageSizeOf[format](bytes)).not.toThrow();
      }
    }
  });
});
