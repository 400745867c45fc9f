/** Every kind of master that the tests can generate with ffmpeg. */
import { LEFT_TO_RIGHT, QUARTER_CLOCKWISE, withTurn } from './display-matrix.js';
import type { Recipe } from './master-arguments.js';

const AAC = ['-c:a', 'aac', '-b:a', '96k'];
const SMALL = { width: 640, height: 360, rate: '24', frames: 72 };
const TINY = { width: 320, height: 180, rate: '24', frames: 48 };

/** H.264 with closed GOPs of `gop` frames, three B-frames and no scene-cut keyframes. */
function h264(gop: number, ...more: string[]): string[] {
  const fixed = ['-preset', 'veryfast', '-crf', '32', '-bf', '3', '-sc_threshold', '0'];
  return ['-c:v', 'libx264', ...fixed, '-g', `${gop}`, '-keyint_min', '1', ...more];
}

/** Three seconds in the most common form; other recipes vary it. */
const USUAL = {
  container: 'mp4',
  video: SMALL,
  audio: [{ seconds: 3 }],
  encode: [...h264(24), ...AAC],
} satisfies Recipe;

const HDR10 = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'];
const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1', '-pix_fmt', 'yuv420p10le'];
const LIBVPX = ['-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k', '-g', '24'];

/** Intervals of 33 to 78 ms, and a freeze of a second and a half after frame 120. */
const IRREGULAR_TIMES = "settb=1/1000,setpts='N*60+9*mod(7*N,5)+1500*gt(N,120)'";

export const recipes = {
  'h264-24-gop2': {
    container: 'mp4',
    video: { width: 1280, height: 720, rate: '24', frames: 288 },
    audio: [{ seconds: 12 }],
    encode: [...h264(48), ...AAC],
  },
  'h264-23976-irregular-gop': {
    container: 'mp4',
    video: { width: 640, height: 360, rate: '24000/1001', frames: 720 },
    audio: [{ seconds: 30.03 }],
    encode: [...h264(240, '-force_key_frames', '1.3,2,3.7,13.5,14,23.9'), ...AAC],
  },
  'h264-2997': {
    container: 'mp4',
    video: { width: 640, height: 360, rate: '30000/1001', frames: 360 },
    audio: [{ seconds: 12.012 }],
    encode: [...h264(60), ...AAC],
  },
  'h264-5994': {
    container: 'mp4',
    video: { width: 640, height: 360, rate: '60000/1001', frames: 720 },
    audio: [{ seconds: 12.012 }],
    encode: [...h264(120), ...AAC],
  },
  'h264-vfr': {
    container: 'mp4',
    video: { ...SMALL, frames: 225, filters: IRREGULAR_TIMES },
    audio: [{ seconds: 15 }],
    encode: [...h264(40, '-enc_time_base', '1:90000'), ...AAC],
  },
  'h264-open-gop': {
    ...USUAL,
    video: { ...SMALL, frames: 144 },
    audio: [{ seconds: 6 }],
    encode: [...h264(24, '-x264-params', 'open-gop=1'), ...AAC],
  },
  'h264-fragmented': {
    ...USUAL,
    encode: [...USUAL.encode, '-movflags', 'frag_keyframe+empty_moov+default_base_moof'],
  },
  'long-gop': {
    container: 'mp4',
    video: { ...SMALL, frames: 480 },
    audio: [{ seconds: 20 }],
    encode: [...h264(1000), ...AAC],
  },
  'rotated-90': {
    ...USUAL,
    video: { ...SMALL, width: 360, height: 640, filters: 'transpose=cclock' },
    finish: (file) => withTurn(file, QUARTER_CLOCKWISE),
  },
  mirrored: {
    ...USUAL,
    video: { ...SMALL, filters: 'hflip' },
    finish: (file) => withTurn(file, LEFT_TO_RIGHT),
  },
  anamorphic: { ...USUAL, video: { ...SMALL, width: 480, filters: 'setsar=4/3' } },
  interlaced: {
    ...USUAL,
    video: { ...SMALL, height: 480, rate: '25', frames: 75, fields: true },
    encode: [...h264(25, '-flags', '+bitexact+ilme+ildct', '-x264-params', 'tff=1'), ...AAC],
  },
  'full-range': {
    ...USUAL,
    video: { ...SMALL, filters: 'scale=in_range=limited:out_range=full,format=yuvj420p' },
    encode: [...h264(24, '-color_range', 'pc'), ...AAC],
  },
  'hevc10-hdr': {
    ...USUAL,
    video: TINY,
    audio: [{ seconds: 2 }],
    encode: [
      ...HEVC,
      '-x265-params',
      'log-level=error:pools=none:frame-threads=1:keyint=24',
      ...HDR10,
      ...AAC,
    ],
  },
  'audio-only': { container: 'mp4', extension: 'm4a', audio: [{ seconds: 5 }], encode: AAC },
  silent: { container: 'mp4', video: SMALL, encode: h264(24) },
  'two-languages': {
    ...USUAL,
    audio: [{ seconds: 3 }, { seconds: 3, pitch: 880 }],
    encode: [...USUAL.encode, '-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=deu'],
  },
  'late-video': { ...USUAL, video: { ...SMALL, delay: 0.5 } },
  'late-audio': { ...USUAL, audio: [{ seconds: 3, delay: 0.5 }] },
  'audio-longer': { ...USUAL, audio: [{ seconds: 4 }] },
  'audio-shorter': { ...USUAL, audio: [{ seconds: 2 }] },
  'mkv-h264-ac3': { ...USUAL, container: 'matroska', extension: 'mkv', encode: [...h264(24), '-c:a', 'ac3'] },
  'webm-vp8-vorbis': {
    container: 'webm',
    video: TINY,
    audio: [{ seconds: 2 }],
    encode: ['-c:v', 'libvpx', ...LIBVPX, '-c:a', 'libvorbis'],
  },
  'webm-vp9-opus': {
    container: 'webm',
    video: TINY,
    audio: [{ seconds: 2 }],
    encode: ['-c:v', 'libvpx-vp9', ...LIBVPX, '-c:a', 'libopus'],
  },
  'ts-h264-aac': { ...USUAL, container: 'mpegts', extension: 'ts' },
  'mp3-cover': {
    container: 'mp3',
    video: { ...TINY, frames: 1 },
    audio: [{ seconds: 3 }],
    encode: ['-c:v', 'mjpeg', '-disposition:v', 'attached_pic', '-c:a', 'libmp3lame', '-id3v2_version', '3'],
  },
  'pcm-mov': { ...USUAL, container: 'mov', encode: [...h264(24), '-c:a', 'pcm_s16le'] },
  'prores-mov': {
    container: 'mov',
    video: TINY,
    audio: [{ seconds: 2 }],
    encode: ['-c:v', 'prores_ks', '-profile:v', '0', '-c:a', 'pcm_s16le'],
  },
  jpeg: {
    container: 'mjpeg',
    extension: 'mp4',
    video: { ...TINY, frames: 1 },
    encode: ['-c:v', 'mjpeg', '-color_range', 'pc'],
  },
  'truncated-moov-first': {
    ...USUAL,
    encode: [...USUAL.encode, '-movflags', 'faststart'],
    finish: (file) => file.subarray(0, Math.floor(file.length * 0.6)),
  },
} satisfies Record<string, Recipe>;
