import { expect, test } from 'vitest';
import { posterCandidates } from '../../../../src/encoder/images/frames/poster-choice.js';
import { decodeFrameNumbers } from '../../../support/decoded-frames.js';
import { generateMaster } from '../../../support/masters.js';
import { withMaster } from '../../produce/support/master-under-test.js';
import { madeImage } from '../support.js';

test('the poster shows one frame in all sizes and formats, which is one of the candidates', async () => {
  await withMaster(await generateMaster('h264-24-gop2'), async (master) => {
    const shown = [];
    for (const choice of [{ format: 'jpg' }, { format: 'webp' }, { format: 'jpg', width: 320 }] as const) {
      const { bytes } = await madeImage(master, { purpose: 'poster', ...choice }, 0);
      shown.push(...(await decodeFrameNumbers('pipe:0', { input: bytes })));
    }
    expect(new Set(shown).size).toBe(1);
    expect(posterCandidates(master.index.video!)).toContain(shown[0]);
  });
});

test('a master of a single keyframe has a poster too', async () => {
  await withMaster(await generateMaster('long-gop'), async (master) => {
    const { bytes } = await madeImage(master, { purpose: 'poster', format: 'jpg' }, 0);
    expect(await decodeFrameNumbers('pipe:0', { input: bytes })).toEqual([0]);
  });
});
