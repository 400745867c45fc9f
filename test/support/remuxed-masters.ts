/** Masters in containers that are not read in place, of many codecs, generated and cached as `generateMaster` does. */
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

const SECONDS = 3;

/** A slow sweep and a quiet click every half second in each channel. */
function sweep(rate: number, channels: 1 | 2 = 2): readonly string[] {
  const channel = (pitch: number) =>
    `0.2*sin(2*PI*t*(${pitch}+40*t))+if(lt(mod(t+${pitch / 9000},0.5),0.0005),0.3,0)`;
  const each = [channel(200), channel(310)].slice(0, channels).join('|');
  return [
    '-f',
    'lavfi',
    '-i',
    `aevalsrc='${each}':c=${channels === 1 ? 'mono' : 'stereo'}:s=${rate}:d=${SECONDS}`,
  ];
}

function picture(rate: string, size = '320x180'): readonly string[] {
  return ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${SECONDS}`];
}

const PAL = picture('25');
const FILM = picture('24000/1001');
const DV = picture('25', '720x576');
const LONG_GOP = ['-bf', '2', '-g', '15'];
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '20', '-bf'];

/** ffmpeg's name of the container, the extension, then what is encoded. */
type Kind = readonly [container: string, extension: string, ...recipe: string[]];

const VIDEO = {
  'MPEG-4 with B-frames in AVI': ['avi', 'avi', ...PAL, '-c:v', 'mpeg4', ...LONG_GOP],
  'H.264 with B-frames in AVI': ['avi', 'avi', ...PAL, ...X264, '2'],
  'MS-MPEG-4 in AVI': ['avi', 'avi', ...FILM, '-c:v', 'msmpeg4'],
  'MJPEG in AVI': ['avi', 'avi', ...FILM, '-c:v', 'mjpeg'],
  'DV in AVI': ['avi', 'avi', ...DV, '-c:v', 'dvvideo'],
  'uncompressed in AVI': ['avi', 'avi', ...PAL, '-c:v', 'rawvideo', '-pix_fmt', 'yuv420p'],
  'VP8 in AVI': ['avi', 'avi', ...PAL, '-c:v', 'libvpx', '-g', '20'],
  'WMV 2 in ASF': ['asf', 'wmv', ...FILM, '-c:v', 'wmv2'],
  'WMV 2 with MP3 in ASF': ['asf', 'wmv', ...FILM, ...sweep(44_100), '-c:v', 'wmv2', '-c:a', 'libmp3lame'],
  'H.264 in ASF': ['asf', 'asf', ...PAL, ...X264, '2'],
  'H.264 in ASF before its audio': [
    'asf',
    'wmv',
    ...PAL,
    '-itsoffset',
    '0.4',
    ...sweep(44_100),
    ...X264,
    '2',
  ],
  'H.264 with B-frames in FLV': ['flv', 'flv', ...FILM, ...X264, '2'],
  'screen video in FLV': ['flv', 'flv', ...PAL, '-c:v', 'flashsv'],
  'Theora in Ogg': ['ogg', 'ogv', ...FILM, '-c:v', 'libtheora', '-g', '20'],
  'MPEG-2 in MXF': ['mxf', 'mxf', ...PAL, '-c:v', 'mpeg2video', ...LONG_GOP],
  'MPEG-1 in a programme stream': ['mpeg', 'mpg', ...PAL, '-c:v', 'mpeg1video', ...LONG_GOP],
  'MPEG-2 in a VOB': ['vob', 'vob', ...PAL, '-c:v', 'mpeg2video', ...LONG_GOP],
  'RV20 in RealMedia': ['rm', 'rm', ...picture('25', '352x288'), '-c:v', 'rv20'],
  'MPEG-2 alone': ['mpeg2video', 'm2v', ...PAL, '-c:v', 'mpeg2video', ...LONG_GOP],
} as const satisfies Record<string, Kind>;

const EXPERIMENTAL = ['-strict', '-2'];
const WAV = ['wav', 'wav'] as const;
const AVI = ['avi', 'avi'] as const;

/** Without noise that depends on everything decoded before. */
const AUDIO = {
  'MP3 in AVI': [...AVI, ...sweep(44_100), '-c:a', 'libmp3lame'],
  'ADPCM in AVI': [...AVI, ...sweep(44_100), '-c:a', 'adpcm_ms'],
  'PCM of 24 bits in WAV': [...WAV, ...sweep(96_000), '-c:a', 'pcm_s24le'],
  'floating point in WAV': [...WAV, ...sweep(48_000), '-c:a', 'pcm_f32le'],
  'µ-law in WAV': [...WAV, ...sweep(8000, 1), '-c:a', 'pcm_mulaw'],
  'ADPCM in WAV': [...WAV, ...sweep(44_100), '-c:a', 'adpcm_ms'],
  RF64: [...WAV, ...sweep(48_000), '-c:a', 'pcm_s16le', '-rf64', 'always'],
  'AIFF-C of little-endian PCM': ['aiff', 'aifc', ...sweep(44_100), '-c:a', 'pcm_s16le'],
  'AIFF-C of IMA ADPCM': ['aiff', 'aifc', ...sweep(44_100), '-c:a', 'adpcm_ima_qt'],
  AU: ['au', 'au', ...sweep(44_100), '-c:a', 'pcm_s16be'],
  'PCM in CAF': ['caf', 'caf', ...sweep(44_100), '-c:a', 'pcm_s16le'],
  WavPack: ['wv', 'wv', ...sweep(44_100), '-c:a', 'wavpack'],
  TTA: ['tta', 'tta', ...sweep(44_100), '-c:a', 'tta'],
  FLAC: ['flac', 'flac', ...sweep(44_100), '-c:a', 'flac'],
  MP3: ['mp3', 'mp3', ...sweep(44_100), '-c:a', 'libmp3lame', '-q:a', '3'],
  ADTS: ['adts', 'aac', ...sweep(44_100), '-c:a', 'aac', '-aac_pns', '0'],
  DTS: ['dts', 'dts', ...sweep(48_000), '-c:a', 'dca', ...EXPERIMENTAL],
  TrueHD: ['truehd', 'thd', ...sweep(48_000), '-c:a', 'truehd', ...EXPERIMENTAL],
  'Vorbis in Ogg': ['ogg', 'ogg', ...sweep(44_100), '-c:a', 'libvorbis'],
  'Opus in Ogg': ['ogg', 'opus', ...sweep(48_000), '-c:a', 'libopus'],
  'Speex in Ogg': ['ogg', 'spx', ...sweep(16_000, 1), '-c:a', 'libspeex'],
  'WMA 2 in ASF': ['asf', 'wma', ...sweep(44_100), '-c:a', 'wmav2'],
  'MP3 in FLV': ['flv', 'flv', ...sweep(44_100), '-c:a', 'libmp3lame'],
  'AAC in FLV': ['flv', 'flv', ...sweep(44_100), '-c:a', 'aac', '-aac_pns', '0'],
  'Nellymoser in FLV': ['flv', 'flv', ...sweep(44_100, 1), '-c:a', 'nellymoser'],
  'LPCM in a VOB': ['vob', 'vob', ...sweep(48_000), '-c:a', 'pcm_dvd'],
  'DTS in a VOB': ['vob', 'vob', ...sweep(48_000), '-c:a', 'dca', ...EXPERIMENTAL],
} as const satisfies Record<string, Kind>;

export type RemuxedVideoKind = keyof typeof VIDEO;
export type RemuxedAudioKind = keyof typeof AUDIO;

export const remuxedVideoKinds = Object.keys(VIDEO) as RemuxedVideoKind[];
export const remuxedAudioKinds = Object.keys(AUDIO) as RemuxedAudioKind[];

/** The path of the master of this kind; treat it as read-only. */
export function remuxedMaster(kind: RemuxedVideoKind | RemuxedAudioKind): Promise<string> {
  const [container, extension, ...recipe] = { ...VIDEO, ...AUDIO }[kind];
  const output = [...recipe, '-fflags', '+bitexact', '-f', container];
  const write = (partial: string) => runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...output, partial]);
  const name = kind.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();
  return cachedMaster({ name, extension, recipe: output, write });
}

/** The same frames of H.264, with B-frames, copied from an MP4 into another container. */
const H264_CONTAINERS = {
  MXF: ['mxf', 'mxf'],
  'a programme stream': ['mpeg', 'mpg'],
  'a VOB': ['vob', 'vob'],
} as const;

export type H264Container = keyof typeof H264_CONTAINERS;
export const h264Containers = Object.keys(H264_CONTAINERS) as H264Container[];

/** The paths of an MP4, and of its video in the container; treat both as read-only. */
export async function remuxedH264(kind: H264Container): Promise<{ mp4: string; copy: string }> {
  const recipe = [...PAL, ...X264, '2', '-fflags', '+bitexact', '-f', 'mp4'];
  const encode = (partial: string) => runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...recipe, partial]);
  const mp4 = await cachedMaster({ name: 'h264-to-copy', extension: 'mp4', recipe, write: encode });
  const [container, extension] = H264_CONTAINERS[kind];
  const output = ['-c', 'copy', '-bsf:v', 'h264_mp4toannexb', '-fflags', '+bitexact', '-f', container];
  const write = (partial: string) =>
    runToolOrFail('ffmpeg', ['-v', 'error', '-y', '-i', mp4, ...output, partial]);
  const name = `h264-copied-${container}`;
  return { mp4, copy: await cachedMaster({ name, extension, recipe: [...recipe, ...output], write }) };
}
