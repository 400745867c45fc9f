/** Films that ffmpeg makes of nothing but a source of its own. */
import { cachedMaster } from '../cached-master.js';
import { runToolOrFail } from '../ffmpeg.js';
import { masterArguments, type Recipe } from '../master-arguments.js';

/** Segments of five seconds end on its keyframes. */
export const MINUTE_FILM = { width: 192, height: 108, rate: 12, seconds: 60 } as const;

/** The path of a film of a minute, small enough to be encoded a hundred times; treat it as read-only. */
export function minuteFilm(): Promise<string> {
  const { width, height, rate, seconds } = MINUTE_FILM;
  const encode = ['-preset', 'veryfast', '-crf', '24', '-g', '60', '-keyint_min', '60', '-sc_threshold', '0'];
  return film('minute', `testsrc2=s=${width}x${height}:r=${rate}:d=${seconds}`, [...encode, '-threads', '2']);
}

/** The path of twelve seconds of one colour, so that whatever differs much is a mark; keyframes are two seconds apart. Treat it as read-only. */
export function plainFilm(): Promise<string> {
  const encode = ['-frames:v', '360', '-preset', 'veryfast', '-crf', '20', '-g', '60'];
  return film('plain', 'color=c=0x305070:s=640x360:r=30000/1001', encode);
}

const NUMBERED: Recipe = {
  container: 'mp4',
  video: {
    ...{ width: 640, height: 360, rate: '24', frames: 288 },
    // Above the number, which is in the lowest eighth.
    filters: 'drawbox=w=iw:h=316:color=0x305070:t=fill',
  },
  audio: [{ seconds: 12 }],
  encode: ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '48', '-c:a', 'aac', '-b:a', '96k'],
};

/** The path of twelve seconds of one colour with the number of each frame and with audio; keyframes are two seconds apart. Treat it as read-only. */
export function numberedFilm(): Promise<string> {
  return cachedMaster({
    ...{ name: 'numbered-plain', extension: 'mp4', recipe: masterArguments(NUMBERED, '') },
    write: (partial) => runToolOrFail('ffmpeg', masterArguments(NUMBERED, partial)),
  });
}

/** The path of a second of one colour in pixels twice as wide as they are high, or in fields. Treat it as read-only. */
export function unevenFilm(kind: 'anamorphic' | 'interlaced'): Promise<string> {
  const encode = ['-frames:v', '50', '-preset', 'veryfast', '-crf', '20'];
  if (kind === 'anamorphic') return film(kind, 'color=c=0x305070:s=320x360:r=25', encode, 'setsar=2');
  const fields = ['-flags', '+ilme+ildct', '-x264-params', 'tff=1'];
  return film(kind, 'color=c=0x305070:s=640x360:r=25', [...encode, ...fields], 'setfield=tff');
}

function film(name: string, source: string, encode: readonly string[], filter = 'null'): Promise<string> {
  const frames = `${source},${filter},format=yuv420p`;
  const command = [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    frames,
    '-c:v',
    'libx264',
    ...encode,
    '-f',
    'mp4',
  ];
  return cachedMaster({
    ...{ name, extension: 'mp4', recipe: ['3', ...command] },
    write: (partial) => runToolOrFail('ffmpeg', [...command, partial]),
  });
}
