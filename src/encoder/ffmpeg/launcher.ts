/**
 * Small programs that confine a process. Those of util-linux become it (exec), so that its id and its pipes are those of
 * ffmpeg itself, and add less than 2 ms to a start. bwrap stays its parent, and the two end together.
 */
import { type Confinement, confinementWords, TIE, tie } from './confinement.js';
import { askProgram, findExecutable } from './executable.js';
import { type ProcessLimits, resourceLimitOptions } from './limits.js';
import { type SandboxUse, signalOfExitCode } from './sandbox.js';
import type { Ending } from './spawning/child.js';

export interface Launcher {
  /** setpriv(1): the kernel kills the process when the thread that started it ends, however it ends. */
  readonly setprivPath?: string;
  /** prlimit(1): the kernel bounds memory, processor time and written files. */
  readonly prlimitPath?: string;
  /** What keeps ffmpeg from the rest of the machine; see find-confinement.ts. */
  readonly confinement?: Confinement;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** The priority it is still to be given when it has started, see nice(1); 0 where the command sees to it. */
  readonly niceness: number;
}

/** Encodes take all there is: the server, which has little to do but at once, goes before them. */
const NICENESS = 10;

/**
 * Finds what this machine has of them; nothing outside Linux. There a process still ends with the server, because its
 * standard input and output do.
 */
export async function findLauncher(searchPath: string): Promise<Launcher> {
  if (process.platform !== 'linux') return {};
  const [setprivPath, prlimitPath] = await Promise.all([
    findWorking('setpriv', TIE, searchPath),
    findWorking('prlimit', ['--core=0'], searchPath),
  ]);
  return {
    ...(setprivPath === undefined ? {} : { setprivPath }),
    ...(prlimitPath === undefined ? {} : { prlimitPath }),
  };
}

/**
 * The command that runs ffmpeg as confined as the machine allows.
 * @param options no files of the server and the priority of an encode unless given.
 */
export function launchCommand(
  launcher: Launcher,
  ffmpegPath: string,
  args: readonly string[],
  limits: ProcessLimits,
  options: Partial<SandboxUse> = {},
): Command {
  const { setprivPath, prlimitPath, confinement } = launcher;
  const { niceness = NICENESS, access } = options;
  const use = { niceness, ...(access && { access }) };
  const limited = prlimitPath === undefined ? [] : [prlimitPath, ...resourceLimitOptions(limits), '--'];
  const confined = confinement ? confinementWords(confinement, use) : tie(setprivPath);
  const [file, ...rest] = [...confined, ...limited, ffmpegPath, ...args];
  return { file: file!, args: rest, niceness: confinement?.sandbox?.nicePath === undefined ? niceness : 0 };
}

/** The command that runs a program which ends with the thread that starts it, where the machine can see to that. */
export function tiedCommand(
  { setprivPath }: Launcher,
  file: string,
  args: readonly string[],
): Pick<Command, 'file' | 'args'> {
  const [first, ...rest] = [...tie(setprivPath), file, ...args];
  return { file: first!, args: rest };
}

/** How ffmpeg itself ended, by how its command did. */
export function endingOf({ confinement }: Launcher, ending: Ending): Ending {
  const signal = confinement?.sandbox && signalOfExitCode(ending.exitCode);
  return signal ? { ...ending, exitCode: null, signal } : ending;
}

/** Some systems have smaller programs of these names without the options: only one that starts itself will do. */
async function findWorking(name: string, options: readonly string[], searchPath: string) {
  const path = await findExecutable(name, searchPath);
  if (path === undefined) return undefined;
  const answer = await askProgram(path, [...options, '--', path, '--version']);
  return answer === undefined ? undefined : path;
}
