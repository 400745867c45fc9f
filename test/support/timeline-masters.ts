/** Masters whose video is not there for as long as their audio, or has many or few frames; generated as `generateMaster` does. */
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';
import { masterArguments, type Recipe } from './master-arguments.js';

const SMALL = { width: 640, height: 360, rate: '24', frames: 72 };
const AAC = ['-c:a', 'aac', '-b:a', '96k'];

function h264(gop: number): string[] {
  return [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '32',
    '-bf',
    '2',
    '-sc_threshold',
    '0',
    '-g',
    `${gop}`,
  ];
}

const PRORES_PCM = ['-c:v', 'prores_ks', '-profile:v', '0', '-c:a', 'pcm_s16le'];
const VP9_OPUS = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 400k -c:a libopus'.split(' ');

const USUAL = { container: 'mp4', video: SMALL, encode: [...h264(24), ...AAC] } satisfies Partial<Recipe>;

const recipes = {
  'late-by-five': { ...USUAL, video: { ...SMALL, delay: 5 }, audio: [{ seconds: 8 }] },
  'late-hevc': {
    ...USUAL,
    video: { ...SMALL, delay: 2.5 },
    audio: [{ seconds: 5.5 }],
    encode: [
      '-c:v',
      'libx265',
      '-preset',
      'ultrafast',
      '-x265-params',
      'log-level=error:pools=none:frame-threads=1',
      ...AAC,
    ],
  },
  'late-mkv': {
    ...USUAL,
    container: 'matroska',
    extension: 'mkv',
    video: { ...SMALL, rate: '30000/1001', delay: 3.2 },
    audio: [{ seconds: 5 }],
    encode: [...h264(24), '-c:a', 'pcm_s16le'],
  },
  'late-interlaced': {
    ...USUAL,
    video: { ...SMALL, height: 480, rate: '25', fields: true, delay: 3 },
    audio: [{ seconds: 5 }],
    encode: [...h264(25), '-flags', '+bitexact+ilme+ildct', '-x264-params', 'tff=1', ...AAC],
  },
  'ends-early': { ...USUAL, audio: [{ seconds: 9 }] },
  'ends-early-prores': {
    ...USUAL,
    container: 'mov',
    audio: [{ seconds: 6 }],
    encode: PRORES_PCM,
  },
  'ends-early-vp9': {
    ...USUAL,
    container: 'webm',
    audio: [{ seconds: 7 }],
    encode: VP9_OPUS,
  },
  'one-picture': { ...USUAL, video: { ...SMALL, frames: 1 }, audio: [{ seconds: 11 }] },
  'one-picture-mov': {
    ...USUAL,
    container: 'mov',
    video: { ...SMALL, frames: 1 },
    audio: [{ seconds: 5 }],
    encode: PRORES_PCM,
  },
  'one-picture-vp9': {
    ...USUAL,
    container: 'webm',
    video: { ...SMALL, frames: 1 },
    audio: [{ seconds: 6 }],
    encode: VP9_OPUS,
  },
  'one-frame': { ...USUAL, video: { ...SMALL, frames: 1 }, encode: h264(24) },
  'two-frames': { ...USUAL, video: { ...SMALL, frames: 2 }, encode: h264(24) },
  'two-frames-hd': { ...USUAL, video: { width: 1280, height: 720, rate: '30', frames: 2 }, encode: h264(24) },
  '240-fps': {
    container: 'mp4',
    video: { width: 1280, height: 720, rate: '240', frames: 1200 },
    audio: [{ seconds: 5 }],
    encode: [...h264(225), ...AAC],
  },
  '240-fps-small': {
    container: 'mp4',
    video: { ...SMALL, rate: '240', frames: 960 },
    audio: [{ seconds: 4 }],
    encode: [...h264(225), ...AAC],
  },
  '120-fps': {
    container: 'mp4',
    video: { width: 1280, height: 720, rate: '120', frames: 600 },
    audio: [{ seconds: 5 }],
    encode: [...h264(115), ...AAC],
  },
  /** With keyframes at odd frames. */
  '60-fps-odd-gop': {
    container: 'mp4',
    video: { ...SMALL, rate: '60', frames: 600 },
    audio: [{ seconds: 10 }],
    encode: [...h264(119), ...AAC],
  },
} satisfies Record<string, Recipe>;

export type TimelineKind = keyof typeof recipes;

/** The path of the master of this kind; treat it as read-only. */
export function timelineMaster(kind: TimelineKind): Promise<string> {
  const recipe: Recipe = recipes[kind];
  const write = (partial: string) => runToolOrFail('ffmpeg', masterArguments(recipe, partial));
  const extension = recipe.extension ?? recipe.container;
  return cachedMaster({ name: kind, extension, recipe: masterArguments(recipe, ''), write });
}
