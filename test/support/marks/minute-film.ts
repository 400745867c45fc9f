import { cachedMaster } from '../cached-master.js';
import { runToolOrFail } from '../ffmpeg.js';

/** Segments of five seconds end on its keyframes. */
export const MINUTE_FILM = { width: 192, height: 108, rate: 12, seconds: 60 } as const;

/** The path of a film of a minute, small enough to be encoded a hundred times; treat it as read-only. */
export function minuteFilm(): Promise<string> {
  const { width, height, rate, seconds } = MINUTE_FILM;
  const source = `testsrc2=s=${width}x${height}:r=${rate}:d=${seconds},format=yuv420p`;
  const encode = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '24',
    '-g',
    '60',
    '-keyint_min',
    '60',
    '-sc_threshold',
    '0',
    '-threads',
    '2',
  ];
  return cachedMaster({
    name: 'minute',
    extension: 'mp4',
    recipe: ['2', source, ...encode],
    write: (partial) =>
      runToolOrFail('ffmpeg', [
        '-v',
        'error',
        '-y',
        '-f',
        'lavfi',
        '-i',
        source,
        ...encode,
        '-f',
        'mp4',
        partial,
      ]),
  });
}
