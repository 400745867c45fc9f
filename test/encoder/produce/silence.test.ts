/** Segments in which a track has no audio are silent and of the right length. */
import { expect, test } from 'vitest';
import { AAC_FRAME_SAMPLES, audioFramesOf } from '../../../src/masters/segment-map/segment-map.js';
import { generateMaster } from '../../support/masters.js';
import { decodeAudio, peak } from './support/decoded-audio.js';
import { joinAudio } from './support/encode.js';
import { openMaster } from './support/master-under-test.js';

test.each([
  ['before the audio begins', 'late-audio', [0.4], 0],
  ['after the audio has ended', 'audio-shorter', [2.1, 0.9], 1],
] as const)('a segment %s', async (_, kind, firstSeconds, segment) => {
  const master = await openMaster(await generateMaster(kind), {
    targetSeconds: 4,
    firstSeconds: [...firstSeconds],
  });
  const rendition = master.ladder.audio[0]!;
  const bytes = await joinAudio(master, rendition, [segment]);
  const [first, end] = audioFramesOf(master.map, rendition.sampleRate, segment);
  await master.close();
  const audio = await decodeAudio('pipe:0', { rate: rendition.sampleRate, channels: 2, bytes });
  expect(end).toBeGreaterThan(first);
  expect(audio.length / 2).toBe((end - first) * AAC_FRAME_SAMPLES);
  expect(peak(audio, 0, audio.length / 2)).toBeLessThan(0.001);
});
