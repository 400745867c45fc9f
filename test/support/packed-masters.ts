/**
 * Masters in the packed bitstream of DivX and XviD: of two or more B-frames, the first is in the sample of the P-frame that is
 * presented after them, so that files with a time for each sample alone need no delay. Cached as `generateMaster` does.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

export interface PackedMaster {
  readonly name: string;
  /** Frames per second, as ffmpeg takes it. */
  readonly rate: string;
  readonly bFrames: 1 | 2;
  /** Whether the text that old encoders wrote into the stream, by which players know packed ones, is missing. */
  readonly isUnsigned?: true;
}

/** XviD's, which names itself as a DivX that packs: its last letter says so. */
const SIGNATURE = /DivX503b1393p/g;
const OTHER_SIGNATURE = 'An encoder 01';

/** The path of the master; treat it as read-only. */
export function packedMaster(master: PackedMaster): Promise<string> {
  const { name, rate, bFrames, isUnsigned } = master;
  const source = ['-f', 'lavfi', '-i', `testsrc2=s=320x240:r=${rate}:d=4`];
  const encode = ['-c:v', 'libxvid', '-q:v', '3', '-bf', `${bFrames}`, '-g', '30', '-vtag', 'XVID'];
  const recipe = [...source, ...encode, '-fflags', '+bitexact', '-f', 'avi'];
  return cachedMaster({
    name: `packed-${name}`,
    extension: 'avi',
    recipe: [...recipe, isUnsigned ? OTHER_SIGNATURE : ''],
    write: async (partial) => {
      await runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...recipe, partial]);
      const text = (await readFile(partial)).toString('latin1');
      const found = text.match(SIGNATURE)?.length ?? 0;
      if (found === 0) throw new Error('the encoder has not packed anything');
      if (isUnsigned) await writeFile(partial, text.replaceAll(SIGNATURE, OTHER_SIGNATURE), 'latin1');
    },
  });
}
