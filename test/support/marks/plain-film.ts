import { cachedMaster } from '../cached-master.js';
import { runToolOrFail } from '../ffmpeg.js';

/** The path of twelve seconds of one colour, so that whatever differs much is a mark; keyframes are two seconds apart. Treat it as read-only. */
export function plainFilm(): Promise<string> {
  const source = 'color=c=0x305070:s=640x360:r=30000/1001,format=yuv420p';
  const encode = ['-frames:v', '360', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '60'];
  return cachedMaster({
    name: 'plain',
    extension: 'mp4',
    recipe: ['1', source, ...encode],
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
