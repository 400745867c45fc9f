/** The encoder's input in each segment is the same, sample for sample, as in one pass. */
import { expect, test } from 'vitest';
import { audioFeedBytes } from '../../../src/encoder/feed/audio-feed.js';
import { audioFeedPlan } from '../../../src/encoder/feed/feed-plan.js';
import { audioArguments, audioPlan } from '../../../src/encoder/plan/audio-plan.js';
import { AAC_FRAME_SAMPLES, audioFramesOf } from '../../../src/masters/segment-map/segment-map.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { type AudioMasterKind, audioMaster } from './support/audio-masters.js';
import { stereoFilters } from './support/decoded-audio.js';
import { type MasterUnderTest, openMaster } from './support/master-under-test.js';

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

/** Bytes per sample: two channels of 16 bits. */
const INSTANT = 4;
const PCM = ['-f', 's16le', 'pipe:1'];

/** The segment's own audio before encoding, without pre-roll and post-roll. */
async function keptAudio({ index, map, ladder, source }: MasterUnderTest, segment: number): Promise<Buffer> {
  const track = index.audio[0]!;
  const rendition = ladder.audio.at(-1)!;
  const plan = audioPlan(track, rendition, ...audioFramesOf(map, rendition.sampleRate, segment));
  const feed = audioFeedPlan(track, plan.startSample, plan.endSample, rendition.sampleRate)!;
  const chunks: Uint8Array[] = [];
  for await (const chunk of audioFeedBytes(track, feed, source(track.file))) chunks.push(chunk);
  const args = audioArguments(track, rendition, plan);
  const beforeEncoder = args.slice(0, args.indexOf('-c:a'));
  const pcm = await runToolOrFail('ffmpeg', [...beforeEncoder, ...PCM], { input: Buffer.concat(chunks) });
  expect(pcm.length).toBeGreaterThanOrEqual((plan.endSample - plan.startSample) * INSTANT);
  const from = (plan.firstPacket - 1) * AAC_FRAME_SAMPLES * INSTANT;
  return pcm.subarray(from, from + plan.packets * AAC_FRAME_SAMPLES * INSTANT);
}

test.each(KINDS)('%s', async (kind) => {
  const path = await audioMaster(kind);
  const master = await openMaster(path, { targetSeconds: 1, firstSeconds: [0.7] });
  const parts: Buffer[] = [];
  for (let segment = 0; segment < master.map.count; segment++) parts.push(await keptAudio(master, segment));
  const { sampleRate } = master.ladder.audio.at(-1)!;
  const { channels } = master.index.audio[0]!;
  await master.close();
  const filters = stereoFilters(channels, sampleRate);
  const whole = await runToolOrFail('ffmpeg', [
    '-v',
    'error',
    '-i',
    path,
    '-map',
    '0:a:0',
    '-af',
    filters,
    ...PCM,
  ]);
  const joined = Buffer.concat(parts);
  // A resampler treats the first and last samples of its input differently.
  const margin = AAC_FRAME_SAMPLES * INSTANT;
  const end = whole.length - 2 * margin;
  expect(joined.subarray(margin, end).equals(whole.subarray(margin, end))).toBe(true);
  expect(parts.length).toBeGreaterThan(3);
});
