/** Masters that cost next to nothing to encode, in as many copies as greedy clients need. */
import { createHash } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedFile } from '../../../support/cached-file.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { masterArguments, type TestVideo } from '../../../support/master-arguments.js';

const SMALL = { width: 320, height: 240 } as const;

/** 32 segments of four seconds and 20 frames each. */
const longMaster = () => master({ ...SMALL, rate: '5', frames: 640 });
/** A single frame of 0.02 seconds. */
export const oneFrameMaster = () => master({ ...SMALL, rate: '50', frames: 1 });

/** Copies a long master; the server sees each copy as another version, so the copies share no segments. */
export async function copiesInto(folder: string, names: readonly string[]): Promise<void> {
  const path = await longMaster();
  await Promise.all(names.map((name) => copyFile(path, join(folder, `${name}.mp4`))));
}

function master(video: TestVideo): Promise<string> {
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '40', '-g', '20', '-sc_threshold', '0'];
  const args = masterArguments({ container: 'mp4', video, encode }, '').slice(0, -1);
  const digest = createHash('sha256').update(args.join('\n')).digest('hex').slice(0, 16);
  return cachedFile(join(tmpdir(), 'onplay-test-masters', `greedy-${digest}.mp4`), async (partial) => {
    await runToolOrFail('ffmpeg', [...args, partial]);
  });
}
