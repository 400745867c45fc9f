import { expect, test } from 'vitest';
import { availableFormats } from '../../../../src/encoder/images/formats/available-formats.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { testSettings } from '../../produce/support/master-under-test.js';

test('the formats are those that ffmpeg has an encoder of', async () => {
  const { binary } = await testSettings();
  const list = (await runToolOrFail('ffmpeg', ['-hide_banner', '-encoders'])).toString();
  const formats = await availableFormats(binary);
  for (const [format, encoder] of [
    ['avif', 'libaom-av1'],
    ['webp', 'libwebp'],
    ['jpg', 'mjpeg'],
    ['gif', 'gif'],
  ] as const)
    expect(formats.has(format)).toBe(list.includes(` ${encoder} `));
});
