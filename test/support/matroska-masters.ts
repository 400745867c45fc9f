/** Matroska and WebM masters of many codecs, generated and cached as `generateMaster` does. */
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

/** A slow sweep and a quiet click every half second in each channel. */
function sweep(rate: number): readonly string[] {
  const channel = (pitch: number) =>
    `0.2*sin(2*PI*t*(${pitch}+40*t))+if(lt(mod(t+${pitch / 9000},0.5),0.0005),0.3,0)`;
  return ['-f', 'lavfi', '-i', `aevalsrc='${channel(200)}|${channel(310)}':c=stereo:s=${rate}:d=4`];
}

function picture(size: string, rate: string, seconds: number, filters = ''): readonly string[] {
  return ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}${filters}`];
}

const EXPERIMENTAL = ['-strict', '-2'];

/** Without noise that depends on everything decoded before. */
const AUDIO = {
  'vorbis.mkv': [...sweep(48_000), '-c:a', 'libvorbis'],
  'vorbis-44.webm': [...sweep(44_100), '-c:a', 'libvorbis'],
  'opus.mkv': [...sweep(48_000), '-c:a', 'libopus'],
  'opus-60ms.webm': [...sweep(48_000), '-c:a', 'libopus', '-frame_duration', '60'],
  'opus-2.5ms.webm': [...sweep(48_000), '-c:a', 'libopus', '-frame_duration', '2.5'],
  'pcm-16.mkv': [...sweep(48_000), '-c:a', 'pcm_s16le'],
  'pcm-24.mkv': [...sweep(44_100), '-c:a', 'pcm_s24le'],
  'pcm-big-endian.mkv': [...sweep(48_000), '-c:a', 'pcm_s16be'],
  'pcm-float.mkv': [...sweep(44_100), '-c:a', 'pcm_f32le'],
  'acm-mulaw.mkv': [...sweep(44_100), '-c:a', 'pcm_mulaw'],
  'acm-adpcm.mkv': [...sweep(44_100), '-c:a', 'adpcm_ms'],
  'acm-ima.mkv': [...sweep(48_000), '-c:a', 'adpcm_ima_wav'],
  'wavpack.mkv': [...sweep(44_100), '-c:a', 'wavpack'],
  'tta.mkv': [...sweep(44_100), '-c:a', 'tta'],
  'flac.mkv': [...sweep(44_100), '-c:a', 'flac'],
  'alac.mkv': [...sweep(48_000), '-c:a', 'alac'],
  'aac.mkv': [...sweep(44_100), '-c:a', 'aac', '-aac_pns', '0'],
  'mp3.mkv': [...sweep(44_100), '-c:a', 'libmp3lame'],
  'dts.mkv': [...sweep(48_000), '-c:a', 'dca', ...EXPERIMENTAL],
  'truehd.mkv': [...sweep(48_000), '-c:a', 'truehd', ...EXPERIMENTAL],
} satisfies Record<string, readonly string[]>;

const FILM = picture('320x180', '24000/1001', 4);

const VIDEO = {
  'h264.mkv': [...FILM, '-c:v', 'libx264', '-bf', '2', '-g', '30', '-preset', 'ultrafast'],
  'h264-variable.mkv': [
    ...picture('320x180', '30', 4, ",select='not(mod(n,7))+not(mod(n,3))'"),
    ...['-fps_mode', 'vfr', '-c:v', 'libx264', '-preset', 'ultrafast'],
  ],
  'hevc.mkv': [...FILM, '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error'],
  'vp8.webm': [...FILM, '-c:v', 'libvpx', '-auto-alt-ref', '1', '-lag-in-frames', '16', '-g', '40'],
  'vp9.webm': [
    ...[...FILM, '-c:v', 'libvpx-vp9', '-auto-alt-ref', '1', '-lag-in-frames', '16', '-g', '40'],
    ...['-deadline', 'realtime', '-cpu-used', '8'],
  ],
  'mpeg1.mkv': [...picture('320x180', '25', 4), '-c:v', 'mpeg1video', '-bf', '2'],
  'mpeg2.mkv': [...picture('320x180', '25', 4), '-c:v', 'mpeg2video', '-bf', '2'],
  'mpeg4.mkv': [...FILM, '-c:v', 'mpeg4', '-bf', '2'],
  'msmpeg4.mkv': [...FILM, '-c:v', 'msmpeg4'],
  'prores.mkv': [...FILM, '-c:v', 'prores_ks'],
  'ffv1.mkv': [...FILM, '-c:v', 'ffv1', '-level', '3'],
  'ffv1-long.mkv': [...FILM, '-c:v', 'ffv1', '-level', '1', '-g', '10'],
  'theora.mkv': [...FILM, '-c:v', 'libtheora', '-g', '30'],
  'huffyuv.mkv': [...picture('320x180', '25', 4), '-c:v', 'huffyuv'],
  'uncompressed.mkv': [...picture('320x180', '25', 2), '-c:v', 'rawvideo', '-pix_fmt', 'yuv420p'],
  'mjpeg.mkv': [...picture('320x180', '25', 4), '-c:v', 'mjpeg'],
  'cinepak.mkv': [...picture('320x180', '12', 2), '-c:v', 'cinepak'],
} satisfies Record<string, readonly string[]>;

export type MatroskaAudioKind = keyof typeof AUDIO;
export type MatroskaVideoKind = keyof typeof VIDEO;

export const matroskaAudioKinds = Object.keys(AUDIO) as MatroskaAudioKind[];
export const matroskaVideoKinds = Object.keys(VIDEO) as MatroskaVideoKind[];

/** The path of the master of this kind; treat it as read-only. */
export function matroskaMaster(kind: MatroskaAudioKind | MatroskaVideoKind): Promise<string> {
  const [name = '', extension = ''] = kind.split(/\.(?=[a-z]+$)/);
  const recipe = [...{ ...AUDIO, ...VIDEO }[kind], '-fflags', '+bitexact'];
  const format = extension === 'webm' ? 'webm' : 'matroska';
  const write = (partial: string) =>
    runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...recipe, '-f', format, partial]);
  return cachedMaster({ name, extension, recipe: [...recipe, format], write });
}
