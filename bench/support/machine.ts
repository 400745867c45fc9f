import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';

/** One line: commit, processor, cores, Node and ffmpeg. */
export function describeMachine(ffmpeg: string): string {
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  const version = execFileSync(ffmpeg, ['-version'], { encoding: 'utf8' }).split(' ')[2] ?? 'unknown';
  const model = cpus()[0]?.model ?? 'unknown processor';
  return `commit ${commit}, ${model}, ${availableParallelism()} cores, Node ${process.version}, ffmpeg ${version}`;
}
