/** One minute of video, repeated by stream copy: masters that differ only in length. */
import { dirname, join } from 'node:path';
import { cachedFile } from '../../test/support/cached-file.js';
import { type BenchMaster, madeMaster, runFfmpeg } from './master.js';

/** A low resolution: the cheaper the encode, the more visible all other costs. */
const LINES = 360;

/** A made master of the given length; stored for the next run. */
export async function madeMinutes(minutes: number): Promise<BenchMaster> {
  const { path: source } = await madeMaster(60);
  const pathFor = (length: number) => join(dirname(source), `made-${LINES}p30-${length}min.mp4`);
  const minute = await cachedFile(pathFor(1), async (partial) => {
    const video = ['-vf', `scale=-2:${LINES}`, '-c:v', 'libx264', '-preset', 'superfast', '-g', '60'];
    runFfmpeg(['-i', source, ...video, '-crf', '30', '-c:a', 'copy', '-f', 'mp4', partial]);
  });
  const path = await cachedFile(pathFor(minutes), async (partial) => {
    const times = ['-stream_loop', String(minutes - 1)];
    runFfmpeg([...times, '-i', minute, '-map', '0', '-c', 'copy', '-f', 'mp4', partial]);
  });
  return { name: `made-${LINES}p30-${minutes}min`, path };
}
