import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeFrameNumbers } from '../../../support/decoded-frames.js';
import { generateMaster } from '../../../support/masters.js';
import { withMaster } from '../../produce/support/master-under-test.js';
import { madeImage } from '../support.js';

test('a preview in GIF begins with the frame of the poster, and moves on for three seconds, eight frames each', async () => {
  await withMaster(await generateMaster('h264-24-gop2'), async (master) => {
    const poster = await madeImage(master, { purpose: 'poster', format: 'jpg' }, 0);
    const [first] = await decodeFrameNumbers('pipe:0', { input: poster.bytes });
    const { bytes } = await madeImage(master, { purpose: 'preview', format: 'gif' }, 0);
    // The demuxer of GIF seeks in its input.
    const folder = await mkdtemp(join(tmpdir(), 'onplay-preview-'));
    await writeFile(join(folder, 'preview.gif'), bytes);
    const numbers = await decodeFrameNumbers(join(folder, 'preview.gif'));
    await rm(folder, { recursive: true });
    expect(numbers).toEqual(Array.from({ length: 24 }, (_, i) => first! + 3 * i));
  });
});

test('a preview has the same bytes each time', async () => {
  await withMaster(await generateMaster('mkv-h264-ac3'), async (master) => {
    for (const format of ['gif', 'webp'] as const) {
      const make = () => madeImage(master, { purpose: 'preview', format }, 0);
      const [one, other] = await Promise.all([make(), make()]);
      expect(one.bytes.equals(other.bytes)).toBe(true);
    }
  });
});
