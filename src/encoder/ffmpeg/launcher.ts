/**
 * Small programs of util-linux that confine a process and then become it (exec), so that its id and its pipes are those
 * of ffmpeg itself. Together they add less than 2 ms to a start.
 */
import { askProgram, findExecutable } from './executable.js';
import { type ProcessLimits, resourceLimitOptions } from './limits.js';

export interface Launcher {
  /** setpriv(1): the kernel kills the process when the thread that started it ends, however it ends. */
  readonly setprivPath?: string;
  /** prlimit(1): the kernel bounds memory, processor time and written files. */
  readonly prlimitPath?: string;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

const END_WITH_PARENT = ['--pdeathsig', 'KILL', '--no-new-privs'];

/**
 * Finds what this machine has of them; nothing outside Linux. There a process still ends with the server, because its
 * standard input and output do.
 */
export async function findLauncher(searchPath: string): Promise<Launcher> {
  if (process.platform !== 'linux') return {};
  const [setprivPath, prlimitPath] = await Promise.all([
    findWorking('setpriv', END_WITH_PARENT, searchPath),
    findWorking('prlimit', ['--core=0'], searchPath),
  ]);
  return {
    ...(setprivPath === undefined ? {} : { setprivPath }),
    ...(prlimitPath === undefined ? {} : { prlimitPath }),
  };
}

/** The command that runs ffmpeg as confined as the machine allows. */
export function launchCommand(
  launcher: Launcher,
  ffmpegPath: string,
  args: readonly string[],
  limits: ProcessLimits,
): Command {
  const { prlimitPath } = launcher;
  // Tied first, so that the moment in which a dying parent would go unnoticed is as short as can be.
  if (prlimitPath === undefined) return tiedCommand(launcher, ffmpegPath, args);
  return tiedCommand(launcher, prlimitPath, [...resourceLimitOptions(limits), '--', ffmpegPath, ...args]);
}

/** The command that runs a program which ends with the thread that starts it, where the machine can see to that. */
export function tiedCommand({ setprivPath }: Launcher, file: string, args: readonly string[]): Command {
  if (setprivPath === undefined) return { file, args };
  return { file: setprivPath, args: [...END_WITH_PARENT, '--', file, ...args] };
}

/** Some systems have smaller programs of these names without the options: only one that starts itself will do. */
async function findWorking(name: string, options: readonly string[], searchPath: string) {
  const path = await findExecutable(name, searchPath);
  if (path === undefined) return undefined;
  const answer = await askProgram(path, [...options, '--', path, '--version']);
  return answer === undefined ? undefined : path;
}
