/** Decodes audio and compares it with another. */
import { runToolOrFail } from '../../../support/ffmpeg.js';

/** Interleaved stereo samples from -1 to 1. */
export type DecodedAudio = Float32Array;

export interface DecodeOptions {
  readonly rate: number;
  /** Number of channels in the source. */
  readonly channels: number;
  /** The audio's bytes; then the source is `pipe:0`. */
  readonly bytes?: Uint8Array;
}

/** The filters that convert this number of channels to stereo at `rate`. */
export function stereoFilters(channels: number, rate: number, options = ''): string {
  const mix = channels === 1 ? 'pan=stereo|c0=c0|c1=c0' : 'aformat=sample_fmts=fltp:channel_layouts=stereo';
  return `${mix},aresample=${rate}:internal_sample_fmt=s16p${options}`;
}

/** The first audio stream of a file as stereo at `rate`, in presentation time: silence before audio that begins late. */
export async function decodeAudio(
  source: string,
  { rate, channels, bytes }: DecodeOptions,
): Promise<DecodedAudio> {
  const filters = stereoFilters(channels, rate, ':async=1:first_pts=0');
  const raw = await runToolOrFail(
    'ffmpeg',
    ['-v', 'error', '-i', source, '-map', '0:a:0', '-af', filters, '-f', 'f32le', 'pipe:1'],
    bytes ? { input: bytes } : {},
  );
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}

/** Signal-to-noise ratio of `audio` against `source` over the samples [from, to), in decibels. */
export function signalToNoise(audio: DecodedAudio, source: DecodedAudio, from: number, to: number): number {
  let signal = 0;
  let noise = 0;
  for (let i = 2 * from; i < 2 * to; i++) {
    const expected = source[i] ?? 0;
    signal += expected ** 2;
    noise += (expected - (audio[i] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

/** The largest absolute value over the samples [from, to). */
export function peak(audio: DecodedAudio, from: number, to: number): number {
  return audio.subarray(2 * from, 2 * to).reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
}
