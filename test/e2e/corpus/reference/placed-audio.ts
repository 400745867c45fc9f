/** A master's audio as it is to be heard: at its times, with silence where there is none. */
import { runToolOrFail } from '../../../support/ffmpeg.js';
import type { StereoSamples } from '../../../support/joined-audio.js';
import { inputArguments, type MediaRange, type StreamOfFile } from './presented-media.js';

export interface AudioPlace {
  /** Start of the presentation on the file's timeline, in seconds. */
  readonly start: number;
  /** In Hz. */
  readonly sampleRate: number;
}

/**
 * How far audio may be from its timestamps, in seconds: less than what counts as a shift, and more than containers round by. Where
 * recordings are joined, the audio of one ends up to a frame after that of the next begins.
 */
const ROUNDING_SECONDS = 0.004;

/** Decoded by ffmpeg in two passes: in the first, a track that changes becomes stereo of one rate with its times kept. */
export async function decodePlacedAudio(
  { path, presented, stream }: StreamOfFile,
  { start, sampleRate }: AudioPlace,
): Promise<StereoSamples> {
  const constant = await runToolOrFail('ffmpeg', [
    ...['-v', 'quiet', ...inputArguments(path, presented), '-map', `0:${stream}`],
    ...['-af', `asetpts=PTS-${start}/TB`, '-ac', '2', '-ar', `${sampleRate}`],
    ...['-c:a', 'pcm_f32le', '-f', 'nut', '-avoid_negative_ts', 'disabled', 'pipe:1'],
  ]);
  const onTime = `aresample=async=1:min_hard_comp=${ROUNDING_SECONDS}:first_pts=0`;
  const placed = ['-af', onTime, '-f', 'f32le', 'pipe:1'];
  const args = ['-v', 'quiet', '-copyts', '-i', 'pipe:0', ...placed];
  const raw = await runToolOrFail('ffmpeg', args, { input: constant });
  const samples = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
  return presented.edits ? edited(samples, presented.edits.audio, sampleRate) : samples;
}

function edited(samples: StereoSamples, ranges: readonly MediaRange[], sampleRate: number): StereoSamples {
  const at = (seconds: number) => 2 * Math.round(seconds * sampleRate);
  const parts = ranges.map(([from, to]) => samples.subarray(at(from), at(to)));
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return joined;
}
