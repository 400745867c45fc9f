/** The encoder's input in each segment is the same, sample for sample, as in one pass. */
import { expect, test } from 'vitest';
import { AAC_FRAME_SAMPLES } from '../../../src/masters/segment-map/segment-map.js';
import { transportMaster } from '../../support/transport-masters.js';
import { audioBeforeEncoding, decodedByFfmpeg, INSTANT } from './support/audio-before-encoding.js';
import { type AudioMasterKind, audioMaster } from './support/audio-masters.js';
import { stereoFilters } from './support/decoded-audio.js';
import { openMaster } from './support/master-under-test.js';

const KINDS: readonly AudioMasterKind[] = [
  'stereo-pcm',
  'mono-pcm',
  'surround-aac',
  '16000-pcm',
  '22050-pcm',
  '44100-aac',
  '96000-pcm',
  'flac',
  'eac3-blocks',
];

test.each(KINDS)('%s', async (kind) => {
  await expectOnePass(await audioMaster(kind));
});

test('96 kHz in a transport stream, whose clock has fewer ticks', async () => {
  await expectOnePass(await transportMaster('lpcm-96'));
});

async function expectOnePass(path: string): Promise<void> {
  const master = await openMaster(path, { targetSeconds: 1, firstSeconds: [0.7] });
  const joined = await audioBeforeEncoding(master, master.index.audio[0]!);
  const { sampleRate } = master.ladder.audio.at(-1)!;
  const { channels } = master.index.audio[0]!;
  await master.close();
  const whole = await decodedByFfmpeg(path, stereoFilters(channels, sampleRate));
  // A resampler treats the first and last samples of its input differently.
  const margin = AAC_FRAME_SAMPLES * INSTANT;
  const end = whole.length - 2 * margin;
  expect(joined.subarray(margin, end).equals(whole.subarray(margin, end))).toBe(true);
  expect(master.map.count).toBeGreaterThan(3);
}
