/** A film of three and a half minutes in which no two seconds look alike. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedFile } from '../../test/support/cached-file.js';
import { realMaster, runFfmpeg } from './master.js';

/** Of the short one, in seconds. */
const QUICK_SECONDS = 30;
const SECONDS = 208;

/** The real master as it is, and turned in three ways; else a made one. Stored for the next run. */
export function turnedFilm(quick: boolean): Promise<string> {
  const real = quick ? undefined : realMaster();
  const name = `trace-${real?.name ?? 'made'}${quick ? '-quick' : ''}.mp4`;
  return cachedFile(join(tmpdir(), 'onplay-bench', name), async (partial) => {
    const frames = real ? turned(real.path) : made(quick ? QUICK_SECONDS : SECONDS);
    const encode = [
      '-c:v',
      'libx264',
      '-preset',
      'superfast',
      '-crf',
      '18',
      '-g',
      '96',
      '-pix_fmt',
      'yuv420p',
    ];
    runFfmpeg([...frames, ...encode, '-f', 'mp4', partial]);
  });
}

function turned(path: string): readonly string[] {
  const ways = 'split=4[a][b][c][d];[b]hflip[e];[c]vflip[f];[d]hflip,vflip[g]';
  return ['-i', path, '-filter_complex', `[0:v]scale=640:360,${ways};[a][e][f][g]concat=n=4:v=1:a=0`];
}

function made(seconds: number): readonly string[] {
  return ['-f', 'lavfi', '-i', `testsrc2=s=640x360:r=24:d=${seconds}`];
}
