/** Audio masters that only these tests need, generated and stored like those of `generateMaster`. */

import { cachedMaster } from '../../../support/cached-master.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';

/** A slow sweep and a quiet click every half second in each channel. */
function sweep(channels: number, rate: number, seconds: number): string {
  const channel = (i: number) =>
    `0.2*sin(2*PI*t*(${200 + 110 * i}+40*t))+if(lt(mod(t+${0.07 * i},0.5),0.0005),0.3,0)`;
  const layout = { 1: 'mono', 2: 'stereo', 6: '5.1' }[channels] ?? 'stereo';
  return `aevalsrc='${Array.from({ length: channels }, (_, i) => channel(i)).join('|')}':c=${layout}:s=${rate}:d=${seconds}`;
}

/** Without perceptual noise substitution, whose noise depends on everything decoded before. */
const AAC = ['-c:a', 'aac', '-aac_pns', '0'];

const masters = {
  'mono-pcm': ['mov', sweep(1, 48_000, 5), '-c:a', 'pcm_s16le'],
  'stereo-pcm': ['mov', sweep(2, 48_000, 5), '-c:a', 'pcm_s24le'],
  'surround-pcm': ['mov', sweep(6, 48_000, 5), '-c:a', 'pcm_s16le'],
  'surround-aac': ['mp4', sweep(6, 48_000, 5), ...AAC, '-b:a', '384k'],
  '16000-pcm': ['mov', sweep(2, 16_000, 5), '-c:a', 'pcm_s16le'],
  '22050-pcm': ['mov', sweep(1, 22_050, 5), '-c:a', 'pcm_s16le'],
  '44100-pcm': ['mov', sweep(2, 44_100, 5), '-c:a', 'pcm_s16le'],
  '96000-pcm': ['mov', sweep(2, 96_000, 5), '-c:a', 'pcm_s24le'],
  '44100-aac': ['mp4', sweep(2, 44_100, 5), ...AAC, '-b:a', '192k'],
  flac: ['flac', sweep(2, 48_000, 5), '-c:a', 'flac'],
  /** Several frames per sample. */
  'eac3-blocks': ['mp4', sweep(2, 48_000, 5), '-c:a', 'eac3', '-b:a', '3000k'],
  /** Nothing from 2.2 to 3.1 seconds: the packet before lasts until then. */
  hole: [
    'mp4',
    `${sweep(2, 48_000, 5)},aselect='lt(t,2.2)+gte(t,3.1)'`,
    ...['-c:a', 'aac', '-b:a', '192k', '-async', '0'],
  ],
} satisfies Record<string, readonly [container: string, source: string, ...encode: string[]]>;

export type AudioMasterKind = keyof typeof masters;

/** Path of the master of this kind; read-only. */
export function audioMaster(kind: AudioMasterKind): Promise<string> {
  const [container, source, ...encode] = masters[kind];
  const words = ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...encode];
  const output = ['-fflags', '+bitexact', '-f', container];
  const write = (partial: string) => runToolOrFail('ffmpeg', [...words, ...output, partial]);
  return cachedMaster({ name: kind, extension: container, recipe: [...words, ...output], write });
}
