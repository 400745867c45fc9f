/** Masters in containers that are copied: every frame and every sample that is encoded is what ffmpeg makes of the master itself. */
import { test } from 'vitest';
import { partOf } from '../../support/part-of.js';
import { remuxedAudioKinds, remuxedMaster, remuxedVideoKinds } from '../../support/remuxed-masters.js';
import { expectFramesOfFfmpeg, expectSamplesOfFfmpeg, withShortSegments } from './same-as-ffmpeg.js';

/** What is decoded is stored with 24 bits, of which the reference has no part. */
const ROUNDING = 2;

test.each(partOf(remuxedVideoKinds))('frames of %s', async (kind) => {
  await withShortSegments(await remuxedMaster(kind), (master) => expectFramesOfFfmpeg(master));
});

test.each(partOf(remuxedAudioKinds))('samples of %s', async (kind) => {
  await withShortSegments(await remuxedMaster(kind), (master) => expectSamplesOfFfmpeg(master, ROUNDING));
});
