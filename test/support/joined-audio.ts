/** How close decoded audio is to its source. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silenceArguments } from '../../src/encoder/plan/audio-plan.js';
import type { AudioRendition } from '../../src/encoder/rendition.js';
import { runToolOrFail } from './ffmpeg.js';
import { probe } from './probe.js';

/** Interleaved stereo. */
export type StereoSamples = Float32Array;

/** The format that audio is converted to before it is compared. */
export interface AudioFormat {
  /** In Hz. */
  readonly sampleRate: number;
  /** The source is mono: its channel goes to both sides at full level. */
  readonly mono: boolean;
}

/** The first audio track of a master from the start of its presentation, resampled by ffmpeg. */
export async function decodeMasterAudio(path: string, format: AudioFormat): Promise<StereoSamples> {
  const { format: container } = await probe(path);
  // Samples before 0 are only there for the decoder (pre-roll).
  const start = Math.max(0, Number(container.start_time ?? 0));
  const placed = `asetpts=PTS-${start}/TB,${filters(format)}`;
  return decode(['-copyts', '-i', path, '-map', '0:a:0', '-af', placed]);
}

/** The audio of joined segments exactly as the decoder outputs it, no sample added or dropped. */
export function decodeJoinedAudio(joined: Uint8Array): Promise<StereoSamples> {
  return decode(['-i', 'pipe:0'], joined);
}

/** The master's audio after a single encode from start to end, with the codec settings of the segments. */
export async function encodeInOnePass(
  path: string,
  format: AudioFormat,
  bitrate: number,
): Promise<StereoSamples> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-one-pass-'));
  try {
    const encoded = join(folder, 'one-pass.m4a');
    const codec = codecArguments(format.sampleRate, bitrate);
    await runToolOrFail('ffmpeg', [
      '-v',
      'error',
      '-i',
      path,
      '-map',
      '0:a:0',
      '-af',
      filters(format),
      ...codec,
      encoded,
    ]);
    return await decode(['-i', encoded]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Energy of the reference, and of the difference between it and `audio`, over the samples [from, to). */
export function energies(reference: StereoSamples, audio: StereoSamples, from: number, to: number, lag = 0) {
  let signal = 0;
  let noise = 0;
  for (let i = 2 * Math.max(0, from); i < 2 * to; i++) {
    const wanted = reference[i] ?? 0;
    signal += wanted ** 2;
    noise += (wanted - (audio[i + 2 * lag] ?? 0)) ** 2;
  }
  return { signal, noise };
}

/** By how many samples `audio` lags the reference, within [-reach, reach], compared over the samples [from, to). */
export function lagOf(
  reference: StereoSamples,
  audio: StereoSamples,
  from: number,
  to: number,
  reach: number,
): number {
  let best = { lag: 0, noise: Number.POSITIVE_INFINITY };
  for (const lag of nearestFirst(reach)) {
    const noise = noiseUpTo(best.noise, reference, audio, from, to, lag);
    if (noise < best.noise) best = { lag, noise };
  }
  return best.lag;
}

/** 0, -1, 1, -2, 2 and so on: a small noise found early lets `noiseUpTo` give up early on the others. */
function nearestFirst(reach: number): number[] {
  const further = Array.from({ length: reach }, (_, step) => [-(step + 1), step + 1]);
  return [0, ...further.flat()];
}

/** The noise of `energies`, summed only until it exceeds `limit`. */
function noiseUpTo(
  limit: number,
  reference: StereoSamples,
  audio: StereoSamples,
  from: number,
  to: number,
  lag: number,
): number {
  let noise = 0;
  for (let i = 2 * Math.max(0, from); i < 2 * to && noise < limit; i++) {
    noise += ((reference[i] ?? 0) - (audio[i + 2 * lag] ?? 0)) ** 2;
  }
  return noise;
}

export function decibels(ratio: number): number {
  return 10 * Math.log10(ratio);
}

function filters({ sampleRate, mono }: AudioFormat): string {
  const channels = mono ? 'pan=stereo|c0=c0|c1=c0' : 'aformat=channel_layouts=stereo';
  // Keeps a late start late, also if the decoder drops its first samples, and fills gaps with silence.
  return `aresample=${sampleRate}:async=1:min_hard_comp=0.02:first_pts=0,${channels}`;
}

function codecArguments(sampleRate: number, bitrate: number): string[] {
  const rendition: AudioRendition = {
    ...{ kind: 'audio', id: '', codec: 'aac', codecs: '', trackId: 0, channels: 2, sampleRate, bitrate },
    ...{ language: 'und', name: '', default: true },
  };
  const args = silenceArguments(rendition, { startSample: 0, endSample: 1, firstPacket: 0, packets: 1 });
  return args.slice(args.indexOf('-t') + 2, args.indexOf('-movflags') - 2);
}

async function decode(input: readonly string[], bytes?: Uint8Array): Promise<StereoSamples> {
  const output = ['-ac', '2', '-f', 'f32le', 'pipe:1'];
  const raw = await runToolOrFail(
    'ffmpeg',
    ['-v', 'error', ...input, ...output],
    bytes ? { input: bytes } : {},
  );
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}
