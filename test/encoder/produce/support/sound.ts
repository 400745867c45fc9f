/** Decoded sound, and how close one is to another. */
import { runToolOrFail } from '../../../support/ffmpeg.js';

/** Interleaved stereo samples from -1 to 1. */
export type Sound = Float32Array;

export interface SoundDecode {
  readonly rate: number;
  /** How many the sound has. */
  readonly channels: number;
  /** The sound itself, for which the source is then `pipe:0`. */
  readonly bytes?: Uint8Array;
}

/** How sound of so many channels becomes stereo of a rate. */
export function stereoFilters(channels: number, rate: number, options = ''): string {
  const mix = channels === 1 ? 'pan=stereo|c0=c0|c1=c0' : 'aformat=sample_fmts=fltp:channel_layouts=stereo';
  return `${mix},aresample=${rate}:internal_sample_fmt=s16p${options}`;
}

/** The first sound of a file as stereo of this rate, in the presentation's time: late sound has silence before it. */
export async function decodeSound(source: string, { rate, channels, bytes }: SoundDecode): Promise<Sound> {
  const filters = stereoFilters(channels, rate, ':async=1:first_pts=0');
  const raw = await runToolOrFail(
    'ffmpeg',
    ['-v', 'error', '-i', source, '-map', '0:a:0', '-af', filters, '-f', 'f32le', 'pipe:1'],
    bytes ? { input: bytes } : {},
  );
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}

/** How much stronger the source is than its difference to `sound` over the instants [from, to), in decibels. */
export function signalToNoise(sound: Sound, source: Sound, from: number, to: number): number {
  let signal = 0;
  let noise = 0;
  for (let i = 2 * from; i < 2 * to; i++) {
    const expected = source[i] ?? 0;
    signal += expected ** 2;
    noise += (expected - (sound[i] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

/** The largest absolute value over the instants [from, to). */
export function peak(sound: Sound, from: number, to: number): number {
  return sound.subarray(2 * from, 2 * to).reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
}
