import { describe, expect, test } from 'vitest';
import {
  animatedEncoding,
  imageEncodings,
  stillEncoding,
} from '../../../../src/encoder/images/formats/formats.js';
import {
  type AnimatedFormat,
  animatedFormatNames,
  imageFormatNames,
  type StillFormat,
  stillFormatNames,
} from '../../../../src/shared/image-formats.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';

const SIZE = { width: 322, height: 182 };
const SOURCE = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=322x182:rate=8:duration=1'];

async function still(format: StillFormat): Promise<Uint8Array> {
  const { form, arguments: encoder, file = (bytes: Uint8Array) => bytes } = stillEncoding(format);
  const command = [...SOURCE, '-frames:v', '1', '-pix_fmt', form.pixelFormat, ...encoder, 'pipe:1'];
  return file(await runToolOrFail('ffmpeg', command), SIZE);
}

async function moving(format: AnimatedFormat): Promise<Uint8Array> {
  const { form, filters, arguments: encoder } = animatedEncoding(format);
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
  ...stillFormatNames.map((format) => [format, 'still', () => still(format)] as const),
  ...animatedFormatNames.map((format) => [format, 'moving', () => moving(format)] as const),
];

describe.each(IMAGES)('%s, %s', (format, _, make) => {
  test('tells the size of a whole image', async () => {
    expect(imageEncodings[format].sizeOf(await make())).toEqual(SIZE);
  });

  test('tells none of an image that was cut off, or of other bytes', async () => {
    const whole = await make();
    const cuts = [...Array(200).keys(), ...Array.from({ length: 50 }, (__, i) => whole.length - 1 - i)];
    for (const length of cuts.filter((cut) => cut < whole.length))
      expect(imageEncodings[format].sizeOf(whole.subarray(0, length))).toBeUndefined();
    for (const other of imageFormatNames.filter((each) => each !== format))
      expect(imageEncodings[other].sizeOf(whole)).toBeUndefined();
  });
});

describe('of hostile bytes', () => {
  const starts = [[0xff, 0xd8], [...Buffer.from('RIFF')], [...Buffer.from('GIF89a')], [0, 0, 0, 8]];
  test.each(imageFormatNames)('%s reads none beyond their end', (format) => {
    for (const start of starts) {
      for (let byte = 0; byte < 256; byte++) {
        const bytes = Uint8Array.from([...start, ...new Array(60).fill(byte), 0xff, 0xd9]);
        expect(() => imageEncodings[format].sizeOf(bytes)).not.toThrow();
      }
    }
  });
});
