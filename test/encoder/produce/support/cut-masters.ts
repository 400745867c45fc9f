/** Masters without their beginning, cut by copying, so that an edit list hides what is only there to be decoded. */
import { basename, dirname, join } from 'node:path';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { keepFile } from '../../../support/kept-file.js';
import { type EncodedKind, generateMaster } from '../../../support/masters.js';

/** The path of the master from `seconds` on; to be treated as read-only. */
export async function cutMaster(kind: EncodedKind, seconds: number): Promise<string> {
  const whole = await generateMaster(kind);
  const path = join(dirname(whole), `cut-${seconds}-${basename(whole)}`);
  return keepFile(path, async (partial) => {
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
