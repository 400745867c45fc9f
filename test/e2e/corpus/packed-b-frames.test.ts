/** Masters whose B-frames are packed into the samples before them have all frames, each once and in order. */
import { test } from 'vitest';
import { type PackedMaster, packedMaster } from '../../support/packed-masters.js';
import { expectFramesOfFfmpeg, withShortSegments } from './same-as-ffmpeg.js';

const MASTERS: readonly PackedMaster[] = [
  { name: 'pal', rate: '25', bFrames: 2, container: 'avi' },
  { name: 'film', rate: '24000/1001', bFrames: 2, container: 'avi' },
  { name: 'single', rate: '30000/1001', bFrames: 1, container: 'avi' },
];

test.each(MASTERS)('$name', async (kind) => {
  await withShortSegments(await packedMaster(kind), expectFramesOfFfmpeg);
});
