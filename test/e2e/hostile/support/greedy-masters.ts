/** Masters that cost next to nothing to encode, in as many copies as greedy clients want. */
import { createHash } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { keepFile } from '../../../support/kept-file.js';
import { masterArguments, type Picture } from '../../../support/master-arguments.js';

const SMALL = { width: 320, height: 240 } as const;

/** Thirty-two segments of four seconds, of twenty frames each. */
const longMaster = () => master({ ...SMALL, rate: '5', frames: 640 });
/** A single frame that lasts for 0.02 seconds. */
export const oneFrameMaster = () => master({ ...SMALL, rate: '50', frames: 1 });

/** Copies of a long master, each another version to a server, so that they have no segment in common. */
export async function copiesInto(folder: string, names: readonly string[]): Promise<void> {
  const path = await longMaster();
  await Promise.all(names.map((name) => copyFile(path, join(folder, `${name}.mp4`))));
}

function master(picture: Picture): Promise<string> {
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '40', '-g', '20', '-sc_threshold', '0'];
  const words = masterArguments({ container: 'mp4', picture, encode }, '').slice(0, -1);
  const digest = createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 16);
  return keepFile(join(tmpdir(), 'onplay-test-masters', `greedy-${digest}.mp4`), async (partial) => {
    await runToolOrFail('ffmpeg', [...words, partial]);
  });
}
