import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, type } from 'node:os';

/** The machine and versions that a result was measured with. */
export interface Machine {
  readonly commit: string;
  readonly processor: string;
  readonly cores: number;
  readonly system: string;
  readonly node: string;
  readonly ffmpeg: string;
}

export const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';

/** The paths that affect a result: everything but what benches write. */
const MEASURED = ['--', '.', ':!bench/results', ':!docs'];

export function thisMachine(): Machine {
  const commit =
    git('describe', '--always') + (git('status', '--porcelain', ...MEASURED) === '' ? '' : '-dirty');
  const version = execFileSync(FFMPEG, ['-version'], { encoding: 'utf8' }).split(' ')[2] ?? 'unknown';
  return {
    commit,
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: availableParallelism(),
    system: `${type()} ${release().split('-')[0]}`,
    node: process.version,
    ffmpeg: version,
  };
}

/** Describes the machine in one line. */
export function describeMachine({ commit, processor, cores, system, node, ffmpeg }: Machine): string {
  return `commit ${commit}, ${processor}, ${cores} cores, ${system}, Node ${node}, ffmpeg ${ffmpeg}`;
}

function git(...words: readonly string[]): string {
  return execFileSync('git', [...words], { encoding: 'utf8' }).trim();
}
