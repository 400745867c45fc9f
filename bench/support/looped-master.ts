/** Masters long enough to be watched for a while. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedFile } from '../../test/support/cached-file.js';
import { type BenchMaster, madeMaster, realMaster, runFfmpeg } from './master.js';

/** The Sintel trailer is shorter than the viewing time. */
const LOOPS = 3;
const MADE_SECONDS = 120;

/** The file named on the command line; else the long masters, the real one first. */
export async function longMasters(args: readonly string[]): Promise<readonly BenchMaster[]> {
  const [path] = args;
  if (path !== undefined) return [{ name: 'given', path }];
  const real = realMaster();
  return [...(real ? [await loopedMaster(real, LOOPS)] : []), await madeMaster(MADE_SECONDS)];
}

/** The master repeated several times by stream copy; stored for the next run. */
export async function loopedMaster({ name, path }: BenchMaster, times: number): Promise<BenchMaster> {
  const looped = await cachedFile(
    join(tmpdir(), 'onplay-bench', `${name}-${times}-times.mp4`),
    async (partial) => {
      const input = ['-stream_loop', String(times - 1), '-i', path];
      runFfmpeg([...input, '-map', '0:v:0', '-map', '0:a:0', '-c', 'copy', '-f', 'mp4', partial]);
    },
  );
  return { name, path: looped };
}
