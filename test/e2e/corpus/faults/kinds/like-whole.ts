/** Small masters of several codecs, each with a fault and without, which have to play alike. */
import { bytes, type Extension, type Spoil, spoiltMaster } from '../../../../support/spoilt-masters.js';
import { expectFramesOfFfmpeg, expectSamplesOfFfmpeg, withShortSegments } from '../../same-as-ffmpeg.js';

/** A name, ffmpeg's arguments without an output, and the fault. */
export type Kind = readonly [name: string, Extension, recipe: readonly string[], Spoil];

const SECONDS = 3;
const CHANNELS = { mono: 1, stereo: 2, '5.1': 6 } as const;
/** What is decoded to FLAC is stored with 24 bits, of which the reference has no part. */
const ROUNDING = 2;

export const video = (rate = '25') => ['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=${rate}:d=${SECONDS}`];

/** A slow sweep and a click every half second in each channel. */
export function audio(rate: number, layout: keyof typeof CHANNELS = 'stereo'): readonly string[] {
  const channel = (pitch: number) => `0.2*sin(2*PI*t*(${pitch}+40*t))+if(lt(mod(t,0.5),0.0005),0.3,0)`;
  const each = Array.from({ length: CHANNELS[layout] }, (_, i) => channel(200 + 110 * i)).join('|');
  return ['-f', 'lavfi', '-i', `aevalsrc='${each}':c=${layout}:s=${rate}:d=${SECONDS}`];
}

/** Codecs without noise that depends on everything decoded before. */
export const AAC = ['-c:a', 'aac', '-aac_pns', '0'];
export const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '20', '-bf', '2'];
export const X265 = '-c:v libx265 -preset ultrafast -x265-params log-level=error:keyint=25'.split(' ');
export const VP9 = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 30'.split(' ');
export const MPEG2 = ['-c:v', 'mpeg2video', '-bf', '2', '-g', '12'];

export const BLURAY = ['-mpegts_m2ts_mode', '1'];
export const FRAGMENTS = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof'];

export const UNCHANGED = bytes((file) => file);
export const before = (...parts: readonly Uint8Array[]) => bytes((file) => Buffer.concat([...parts, file]));

/** Expects of the master with the fault all frames, or all samples of its first audio, of that without it. */
export async function expectLikeWhole(
  [, extension, recipe, spoil]: Kind,
  ...tracks: readonly ('frames' | 'samples')[]
): Promise<void> {
  const { whole, spoilt } = await spoiltMaster(extension, recipe, spoil);
  await withShortSegments(spoilt, async (master) => {
    if (tracks.includes('frames')) await expectFramesOfFfmpeg(master, whole);
    if (tracks.includes('samples')) await expectSamplesOfFfmpeg(master, ROUNDING, whole);
  });
}
