/** Segments in which a track has no sound at all are silent, and as long as they should be. */
import { expect, test } from 'vitest';
import { AAC_FRAME_SAMPLES, audioFramesOf } from '../../../src/masters/segment-map/segment-map.js';
import { generateMaster } from '../../support/masters.js';
import { joinAudio } from './support/encode.js';
import { openMaster } from './support/master-under-test.js';
import { decodeSound, peak } from './support/sound.js';

test.each([
  ['before the sound begins', 'late-audio', [0.4], 0],
  ['after the sound has ended', 'audio-shorter', [2.1, 0.9], 1],
] as const)('a segment %s', async (_, kind, firstSeconds, segment) => {
  const master = await openMaster(await generateMaster(kind), {
    targetSeconds: 4,
    firstSeconds: [...firstSeconds],
  });
  const rendition = master.ladder.audio[0]!;
  const bytes = await joinAudio(master, rendition, [segment]);
  const [first, end] = audioFramesOf(master.map, rendition.sampleRate, segment);
  await master.close();
  const sound = await decodeSound('pipe:0', { rate: rendition.sampleRate, channels: 2, bytes });
  expect(end).toBeGreaterThan(first);
  expect(sound.length / 2).toBe((end - first) * AAC_FRAME_SAMPLES);
  expect(peak(sound, 0, sound.length / 2)).toBeLessThan(0.001);
});
