/** Masters whose beginning was cut off by stream copy, so that an edit list hides samples needed only for decoding. */
import { basename, dirname, join } from 'node:path';
import { cachedFile } from '../../../support/cached-file.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { type EncodedKind, generateMaster } from '../../../support/masters.js';

/** Path of the master from `seconds` on; read-only. */
export async function cutMaster(kind: EncodedKind, seconds: number): Promise<string> {
  const whole = await generateMaster(kind);
  const path = join(dirname(whole), `cut-${seconds}-${basename(whole)}`);
  return cachedFile(path, async (partial) => {
    const args = [
      '-v',
      'error',
      '-ss',
      `${seconds}`,
      '-i',
      whole,
      '-map',
      '0',
      '-c',
      'copy',
      '-f',
      'mp4',
      partial,
    ];
    await runToolOrFail('ffmpeg', args);
  });
}
