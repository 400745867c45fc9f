/** What the encoder gets of a track, segment by segment. */
import { audioFeedBytes } from '../../../../src/encoder/feed/audio-feed.js';
import { audioPlan } from '../../../../src/encoder/plan/audio-plan.js';
import { audioInput } from '../../../../src/encoder/produce/audio/audio-input.js';
import { AAC_FRAME_SAMPLES, audioFramesOf } from '../../../../src/masters/segment-map/segment-map.js';
import type { AudioTrack } from '../../../../src/tracks/track.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import type { MasterUnderTest } from './master-under-test.js';

/** Bytes per sample: two channels of 16 bits. */
export const INSTANT = 4;
const PCM = ['-f', 's16le', 'pipe:1'];

/** All segments of a track one after the other, without their pre-roll and post-roll, in stereo of 16 bits. */
export async function audioBeforeEncoding(master: MasterUnderTest, track: AudioTrack): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let segment = 0; segment < master.map.count; segment++)
    parts.push(await segmentAudio(master, track, segment));
  return Buffer.concat(parts);
}

async function segmentAudio(
  { map, ladder, source }: MasterUnderTest,
  track: AudioTrack,
  segment: number,
): Promise<Buffer> {
  const rendition = ladder.audio.findLast(({ trackId }) => trackId === track.id)!;
  const plan = audioPlan(track, rendition, ...audioFramesOf(map, rendition.sampleRate, segment));
  const bytes = plan.packets * AAC_FRAME_SAMPLES * INSTANT;
  const { args, feed } = audioInput(track, rendition, plan);
  if (!feed) return Buffer.alloc(bytes);
  const chunks: Uint8Array[] = [];
  for await (const chunk of audioFeedBytes(feed.track, feed.plan, source(track.file))) chunks.push(chunk);
  const beforeEncoder = args.slice(0, args.indexOf('-c:a'));
  const pcm = await runToolOrFail('ffmpeg', [...beforeEncoder, ...PCM], { input: Buffer.concat(chunks) });
  if (pcm.length < (plan.endSample - plan.startSample) * INSTANT) throw new Error('audio is missing');
  const from = (plan.firstPacket - 1) * AAC_FRAME_SAMPLES * INSTANT;
  return pcm.subarray(from, from + bytes);
}

/** A whole audio stream of a file in the same format, from its first sample on, by ffmpeg alone; on any processor the same. */
export function decodedByFfmpeg(path: string, filters: string, stream = 0): Promise<Buffer> {
  const input = ['-v', 'error', '-flags', 'bitexact', '-i', path, '-map', `0:a:${stream}`];
  return runToolOrFail('ffmpeg', [...input, '-af', filters, ...PCM]);
}
