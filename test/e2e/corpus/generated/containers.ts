/** The containers of generated masters, with the codecs that ffmpeg writes into them. */
import type { AudioCodecName } from './audio-encoders.js';
import type { Edit } from './edits.js';
import { MPEG_RATES, type VideoCodecName } from './video-encoders.js';

export interface GeneratedContainer {
  /** ffmpeg's name, with its options. */
  readonly format: string;
  readonly options?: readonly string[];
  readonly extension: string;
  /** Empty for audio. */
  readonly video: readonly VideoCodecName[];
  readonly audio: readonly AudioCodecName[];
  readonly edits: readonly Edit[];
  /** Sample rates in Hz, if not all can be written. */
  readonly sampleRates?: readonly number[];
  /** Frame rates, if not all can be written. */
  readonly rates?: readonly string[];
  /** Has a time for every frame. */
  readonly isVariable?: boolean;
  /** Does not say that a track begins later than another, as ffmpeg writes it. */
  readonly startsTogether?: boolean;
}

const MOVIE_EDITS: readonly Edit[] = ['none', 'copied', 'trimmed', 'cut', 'cut-twice', 'repeated'];
const RECORDED: readonly Edit[] = ['none', 'copied', 'cut-off', 'late-clock'];
const COPIED: readonly Edit[] = ['none', 'none', 'copied'];
const H26X: readonly VideoCodecName[] = [
  'h264',
  'h264-open-gop',
  'h264-intra-refresh',
  'hevc',
  'hevc-open-gop',
];
const MATROSKA_AUDIO: readonly AudioCodecName[] = [
  ...(['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'dts', 'truehd', 'opus', 'opus-60ms', 'vorbis', 'flac'] as const),
  ...(['alac', 'wavpack', 'tta', 'pcm-16', 'pcm-24', 'pcm-float', 'mu-law', 'adpcm-ms', 'wma2'] as const),
];

export const videoContainers = {
  mp4: {
    ...{ format: 'mp4', extension: 'mp4', edits: MOVIE_EDITS, isVariable: true },
    video: [...H26X, 'av1', 'vp9', 'mpeg4', 'mpeg2', 'mjpeg'],
    audio: ['aac', 'mp3', 'ac3', 'eac3', 'dts', 'opus', 'flac', 'alac', 'vorbis', 'mp2'],
  },
  mov: {
    ...{ format: 'mov', extension: 'mov', edits: MOVIE_EDITS, isVariable: true },
    video: [...H26X, 'prores', 'dnxhr', 'mjpeg', 'mpeg4', 'qtrle', 'png'],
    audio: [
      'pcm-16',
      'pcm-24-big-endian',
      'pcm-float',
      'alac',
      'aac',
      'adpcm-ima-qt',
      'mu-law',
      'a-law',
      'mp3',
    ],
  },
  fragmented: {
    ...{ format: 'mp4', extension: 'mp4', edits: RECORDED, isVariable: true },
    options: ['-movflags', 'frag_keyframe+empty_moov+default_base_moof'],
    video: [...H26X, 'av1', 'vp9'],
    audio: ['aac', 'opus', 'flac', 'alac', 'mp3'],
  },
  mkv: {
    ...{ format: 'matroska', extension: 'mkv', edits: RECORDED, isVariable: true },
    video: [
      ...([
        ...H26X,
        'av1',
        'vp8',
        'vp9',
        'mpeg1',
        'mpeg2',
        'mpeg4',
        'msmpeg4',
        'mjpeg',
        'prores',
        'dnxhr',
      ] as const),
      ...(['theora', 'ffv1', 'huffyuv', 'utvideo', 'wmv2', 'flv1', 'uncompressed', 'h263'] as const),
    ],
    audio: MATROSKA_AUDIO,
  },
  webm: {
    ...{ format: 'webm', extension: 'webm', edits: RECORDED, isVariable: true },
    ...{ video: ['vp8', 'vp9', 'av1'], audio: ['opus', 'opus-60ms', 'vorbis'] },
  },
  ts: {
    ...{ format: 'mpegts', extension: 'ts', edits: [...RECORDED, 'wrapping-clock', 'cut-start'] },
    video: [...H26X, 'mpeg2', 'mpeg1', 'mpeg4'],
    audio: ['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'dts', 'opus', 's302m'],
  },
  latm: {
    ...{ format: 'mpegts', extension: 'ts', edits: RECORDED, options: ['-mpegts_flags', '+latm'] },
    ...{ video: ['h264', 'mpeg2'], audio: ['aac'] },
  },
  m2ts: {
    ...{
      format: 'mpegts',
      extension: 'm2ts',
      edits: [...RECORDED, 'cut-start'],
      options: ['-mpegts_m2ts_mode', '1'],
    },
    ...{ video: ['h264', 'h264-open-gop', 'mpeg2'], audio: ['ac3', 'eac3', 'dts', 'pcm-bluray'] },
  },
  avi: {
    ...{ format: 'avi', extension: 'avi', edits: COPIED },
    video: [
      'h264',
      'mpeg4',
      'mpeg4-no-b',
      'msmpeg4',
      'wmv1',
      'wmv2',
      'mjpeg',
      'huffyuv',
      'ffv1',
      'utvideo',
      'mpeg2',
    ],
    audio: ['mp3', 'mp2', 'ac3', 'pcm-16', 'pcm-8', 'adpcm-ms', 'adpcm-ima-wav', 'wma2', 'mu-law', 'aac'],
  },
  flv: {
    ...{ format: 'flv', extension: 'flv', edits: COPIED, isVariable: true },
    ...{ video: ['h264', 'h264-open-gop', 'flv1'], audio: ['flv-mp3', 'aac', 'flv-pcm', 'adpcm-swf'] },
  },
  wmv: {
    ...{ format: 'asf', extension: 'wmv', edits: COPIED },
    ...{ video: ['wmv1', 'wmv2', 'msmpeg4', 'mpeg4-no-b', 'h264'], audio: ['wma1', 'wma2', 'mp3', 'ac3'] },
  },
  mxf: {
    ...{ format: 'mxf', extension: 'mxf', edits: ['none'], rates: MPEG_RATES, sampleRates: [48_000] },
    startsTogether: true,
    ...{ video: ['mpeg2', 'h264', 'dnxhr'], audio: ['pcm-16', 'pcm-24'] },
  },
  vob: {
    ...{ format: 'vob', extension: 'vob', edits: COPIED, rates: MPEG_RATES },
    ...{ video: ['mpeg2', 'mpeg1'], audio: ['mp2', 'ac3', 'dts', 'pcm-dvd'] },
  },
  mpg: {
    ...{ format: 'mpeg', extension: 'mpg', edits: COPIED, rates: MPEG_RATES },
    ...{ video: ['mpeg1', 'mpeg2'], audio: ['mp2', 'mp3', 'ac3'] },
  },
  ogv: {
    ...{ format: 'ogg', extension: 'ogv', edits: COPIED },
    ...{ video: ['theora', 'vp8'], audio: ['vorbis', 'opus', 'flac'] },
  },
  '3gp': {
    ...{ format: '3gp', extension: '3gp', edits: ['none', 'copied'] },
    ...{ video: ['h263', 'mpeg4', 'h264'], audio: ['aac'] },
  },
} satisfies Readonly<Record<string, GeneratedContainer>>;

const audioOnly = (format: string, extension: string, ...audio: AudioCodecName[]): GeneratedContainer => ({
  ...{ format, extension, audio, video: [], edits: ['none'] },
});

export const audioContainers = {
  m4a: audioOnly('ipod', 'm4a', 'aac', 'alac', 'ac3'),
  wav: audioOnly('wav', 'wav', 'pcm-16', 'pcm-24', 'pcm-float', 'adpcm-ms', 'adpcm-ima-wav', 'mu-law', 'mp3'),
  aiff: audioOnly('aiff', 'aiff', 'pcm-16-big-endian', 'pcm-24-big-endian'),
  flac: audioOnly('flac', 'flac', 'flac'),
  mka: audioOnly('matroska', 'mka', ...MATROSKA_AUDIO),
  ogg: audioOnly('ogg', 'ogg', 'vorbis', 'opus', 'flac'),
  wma: audioOnly('asf', 'wma', 'wma1', 'wma2'),
  mp3: audioOnly('mp3', 'mp3', 'mp3'),
  mp2: audioOnly('mp2', 'mp2', 'mp2'),
  adts: audioOnly('adts', 'aac', 'aac'),
} satisfies Readonly<Record<string, GeneratedContainer>>;

export type ContainerName = keyof typeof videoContainers | keyof typeof audioContainers;

/** @throws never: every name is of a container */
export function containerOf(name: ContainerName): GeneratedContainer {
  return { ...videoContainers, ...audioContainers }[name];
}
