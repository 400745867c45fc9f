/** Matroska and WebM in place: every frame and every sample that is encoded is what ffmpeg makes of the master itself. */
import { expect, test } from 'vitest';
import { matroskaAudioKinds, matroskaMaster, matroskaVideoKinds } from '../../support/matroska-masters.js';
import { partOf } from '../../support/part-of.js';
import { expectFramesOfFfmpeg, expectSamplesOfFfmpeg, withShortSegments } from './same-as-ffmpeg.js';

const IN_PLACE = [{ kind: 'master' }];

test.each(partOf(matroskaVideoKinds))('frames of %s', async (kind) => {
  await withShortSegments(await matroskaMaster(kind), async (master) => {
    expect(master.index.files).toEqual(IN_PLACE);
    await expectFramesOfFfmpeg(master);
  });
});

test.each(partOf(matroskaAudioKinds))('samples of %s', async (kind) => {
  await withShortSegments(await matroskaMaster(kind), async (master) => {
    expect(master.index.files).toEqual(IN_PLACE);
    await expectSamplesOfFfmpeg(master);
  });
});
