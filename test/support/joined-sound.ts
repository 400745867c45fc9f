/** How close decoded sound is to what it was made from. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silenceArguments } from '../../src/encoder/plan/audio-plan.js';
import type { AudioRendition } from '../../src/encoder/rendition.js';
import { runToolOrFail } from './ffmpeg.js';
import { probe } from './probe.js';

/** Interleaved stereo. */
export type Sound = Float32Array;

/** What the sound of a file is turned into before it is compared. */
export interface SoundForm {
  /** In Hz. */
  readonly sampleRate: number;
  /** One channel is heard on both sides as loud as it is. */
  readonly mono: boolean;
}

/** The first sound track of a master from the beginning of its presentation on, resampled as well as ffmpeg can. */
export async function decodeMasterSound(path: string, form: SoundForm): Promise<Sound> {
  const { format } = await probe(path);
  // What comes before 0 is there for the decoder's sake only.
  const start = Math.max(0, Number(format.start_time ?? 0));
  const placed = `asetpts=PTS-${start}/TB,${filters(form)}`;
  return decode(['-copyts', '-i', path, '-map', '0:a:0', '-af', placed]);
}

/** The sound of joined segments as it comes out of the decoder, not a sample added or taken away. */
export function decodeJoinedSound(joined: Uint8Array): Promise<Sound> {
  return decode(['-i', 'pipe:0'], joined);
}

/** The master's sound after one encode from beginning to end, with the codec settings that segments are encoded with. */
export async function encodeInOnePass(path: string, form: SoundForm, bitrate: number): Promise<Sound> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-one-pass-'));
  try {
    const encoded = join(folder, 'one-pass.m4a');
    const codec = codecArguments(form.sampleRate, bitrate);
    await runToolOrFail('ffmpeg', [
      '-v',
      'error',
      '-i',
      path,
      '-map',
      '0:a:0',
      '-af',
      filters(form),
      ...codec,
      encoded,
    ]);
    return await decode(['-i', encoded]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Energy of the reference, and of how far `sound` is from it, over the samples [from, to). */
export function energies(reference: Sound, sound: Sound, from: number, to: number, lag = 0) {
  let signal = 0;
  let noise = 0;
  for (let i = 2 * Math.max(0, from); i < 2 * to; i++) {
    const wanted = reference[i] ?? 0;
    signal += wanted ** 2;
    noise += (wanted - (sound[i + 2 * lag] ?? 0)) ** 2;
  }
  return { signal, noise };
}

/** By how many samples `sound` is later than the reference, in [-reach, reach], going by the samples [from, to). */
export function lagOf(reference: Sound, sound: Sound, from: number, to: number, reach: number): number {
  let best = { lag: 0, noise: Number.POSITIVE_INFINITY };
  for (const lag of nearestFirst(reach)) {
    const noise = noiseUpTo(best.noise, reference, sound, from, to, lag);
    if (noise < best.noise) best = { lag, noise };
  }
  return best.lag;
}

/** 0, -1, 1, -2, 2 and so on: what is soon found to be little ends the search for less early. */
function nearestFirst(reach: number): number[] {
  const further = Array.from({ length: reach }, (_, step) => [-(step + 1), step + 1]);
  return [0, ...further.flat()];
}

/** As `energies`, but no further than to `limit`. */
function noiseUpTo(
  limit: number,
  reference: Sound,
  sound: Sound,
  from: number,
  to: number,
  lag: number,
): number {
  let noise = 0;
  for (let i = 2 * Math.max(0, from); i < 2 * to && noise < limit; i++) {
    noise += ((reference[i] ?? 0) - (sound[i + 2 * lag] ?? 0)) ** 2;
  }
  return noise;
}

export function decibels(ratio: number): number {
  return 10 * Math.log10(ratio);
}

function filters({ sampleRate, mono }: SoundForm): string {
  const channels = mono ? 'pan=stereo|c0=c0|c1=c0' : 'aformat=channel_layouts=stereo';
  // What begins late stays late, also where a decoder leaves out its first samples, and holes stay holes.
  return `aresample=${sampleRate}:async=1:min_hard_comp=0.02:first_pts=0,${channels}`;
}

function codecArguments(sampleRate: number, bitrate: number): string[] {
  const rendition: AudioRendition = {
    ...{ kind: 'audio', id: '', codec: 'aac', codecs: '', trackId: 0, channels: 2, sampleRate, bitrate },
    ...{ language: 'und', name: '', default: true },
  };
  const words = silenceArguments(rendition, { startSample: 0, endSample: 1, firstPacket: 0, packets: 1 });
  return words.slice(words.indexOf('-t') + 2, words.indexOf('-movflags') - 2);
}

async function decode(input: readonly string[], bytes?: Uint8Array): Promise<Sound> {
  const output = ['-ac', '2', '-f', 'f32le', 'pipe:1'];
  const raw = await runToolOrFail(
    'ffmpeg',
    ['-v', 'error', ...input, ...output],
    bytes ? { input: bytes } : {},
  );
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}
