/** Masters whose B-frames are packed into the samples before them have all frames, each once and in order. */
import { expect, test } from 'vitest';
import { type PackedMaster, packedMaster } from '../../support/packed-masters.js';
import { expectFramesOfFfmpeg, withShortSegments } from './same-as-ffmpeg.js';

const MASTERS: readonly PackedMaster[] = [
  { name: 'pal', rate: '25', bFrames: 2 },
  { name: 'film', rate: '24000/1001', bFrames: 2 },
  { name: 'single', rate: '30000/1001', bFrames: 1 },
  { name: 'slow', rate: '12', bFrames: 2 },
  { name: 'odd', rate: '15000/1001', bFrames: 1 },
];

test.each(MASTERS)('$name', async (kind) => {
  await withShortSegments(await packedMaster(kind), (master) => expectFramesOfFfmpeg(master));
});

test.each(MASTERS)('$name, without the text by which players know it', async (kind) => {
  const signed = await packedMaster(kind);
  // Of which ffmpeg leaves out what is packed.
  const unsigned = await packedMaster({ ...kind, isUnsigned: true });
  await withShortSegments(unsigned, async (master) => {
    expect(master.index.video!.frames.length).toBeGreaterThan(40);
    await expectFramesOfFfmpeg(master, signed);
  });
});
