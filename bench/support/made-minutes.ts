/** One minute of video, joined to itself without encoding: masters that differ in nothing but their length. */
import { dirname, join } from 'node:path';
import { keepFile } from '../../test/support/kept-file.js';
import { type BenchMaster, madeMaster, runFfmpeg } from './master.js';

/** Small pictures: the less an encode costs, the better everything beside it is seen. */
const LINES = 360;

/** A made master of so many minutes; kept for the next run. */
export async function madeMinutes(minutes: number): Promise<BenchMaster> {
  const { path: source } = await madeMaster(60);
  const pathFor = (length: number) => join(dirname(source), `made-${LINES}p30-${length}min.mp4`);
  const minute = await keepFile(pathFor(1), async (partial) => {
    const picture = ['-vf', `scale=-2:${LINES}`, '-c:v', 'libx264', '-preset', 'superfast', '-g', '60'];
    runFfmpeg(['-i', source, ...picture, '-crf', '30', '-c:a', 'copy', '-f', 'mp4', partial]);
  });
  const path = await keepFile(pathFor(minutes), async (partial) => {
    const times = ['-stream_loop', String(minutes - 1)];
    runFfmpeg([...times, '-i', minute, '-map', '0', '-c', 'copy', '-f', 'mp4', partial]);
  });
  return { name: `made-${LINES}p30-${minutes}min`, path };
}
