/**
 * Builds the command that starts ffmpeg through small programs that confine it. Those of util-linux exec ffmpeg, so that its
 * process id and pipes are the child's own, and add less than 2 ms to a start. bwrap remains as its parent, and the two end
 * together.
 */
import { type Confinement, confinementPrefix, isSupervised } from '../confinement/confinement.js';
import { findExecutable, readOutput } from '../confinement/executable.js';
import { type SandboxUse, signalOfExitCode } from '../confinement/sandbox.js';
import { parentCheck, TIE_OPTIONS, type TieTools, tiePrefix } from '../confinement/tie.js';
import { type ProcessLimits, resourceLimitOptions } from './limits.js';
import type { Ending, Priority } from './spawning/child.js';

export interface Launcher extends TieTools {
  /** prlimit(1): the kernel limits memory, CPU time and the size of written files. */
  readonly prlimitPath?: string;
  /** What isolates ffmpeg from the rest of the machine; see find-confinement.ts. */
  readonly confinement?: Confinement;
}

interface FfmpegSurroundings {
  /** Variables beside those that every program has. */
  readonly environment?: Readonly<Record<string, string>>;
}

interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly priority: Priority;
  /** See `ChildRequest`. */
  readonly isSupervised: boolean;
}

/** Encodes take all the CPU there is; the server needs little, but at once, so it has priority. */
const NICENESS = 10;

/**
 * Finds setpriv(1), sh(1) and prlimit(1); none outside Linux, where a process still ends with the server because its standard input
 * and output close.
 */
export async function findLauncher(searchPath: string): Promise<Launcher> {
  if (process.platform !== 'linux') return {};
  const [setprivPath, shellPath, prlimitPath] = await Promise.all([
    findWorking('setpriv', TIE_OPTIONS, searchPath),
    findExecutable('sh', searchPath),
    findWorking('prlimit', ['--core=0'], searchPath),
  ]);
  return {
    ...(setprivPath === undefined ? {} : { setprivPath }),
    ...(shellPath === undefined ? {} : { shellPath }),
    ...(prlimitPath === undefined ? {} : { prlimitPath }),
  };
}

/**
 * The command that runs ffmpeg, confined as far as the machine allows.
 * @param options default: no access to the server's files, the priority of an encode.
 */
export function launchCommand(
  launcher: Launcher,
  ffmpegPath: string,
  args: readonly string[],
  limits: ProcessLimits,
  options: Partial<SandboxUse> & Pick<FfmpegSurroundings, 'environment'> = {},
): Command {
  const { prlimitPath, confinement } = launcher;
  const { niceness = NICENESS, environment, ...files } = options;
  const use = { niceness, ...files };
  const limited = prlimitPath === undefined ? [] : [prlimitPath, ...resourceLimitOptions(limits), '--'];
  const confined = confinement ? confinementPrefix(confinement, use) : tied(launcher);
  const [file, ...rest] = [...confined, ...limited, ...withEnvironment(environment), ffmpegPath, ...args];
  const isInCommand = confinement?.sandbox?.nicePath !== undefined;
  const priority = { niceness, isInCommand };
  return { file: file!, args: rest, priority, isSupervised: isSupervised(confinement ?? {}) };
}

function tied(launcher: Launcher): string[] {
  return [...tiePrefix(launcher.setprivPath), ...parentCheck(launcher)];
}

/** env(1), which is at the same place on every system. */
const ENV_PATH = '/usr/bin/env';

/** The arguments to put before ffmpeg's command to give it variables. */
function withEnvironment(environment: FfmpegSurroundings['environment'] = {}): string[] {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return variables.length === 0 ? [] : [ENV_PATH, ...variables];
}

/** The command that runs a program so that it ends with the thread that starts it, if setpriv(1) is available. */
export function tiedCommand(
  { setprivPath }: Launcher,
  file: string,
  args: readonly string[],
): Pick<Command, 'file' | 'args'> {
  const [first, ...rest] = [...tiePrefix(setprivPath), file, ...args];
  return { file: first!, args: rest };
}

/** How ffmpeg itself ended, derived from how its command ended. */
export function endingOf({ confinement }: Launcher, ending: Ending): Ending {
  const signal = confinement?.sandbox && signalOfExitCode(ending.exitCode);
  return signal ? { ...ending, exitCode: null, signal } : ending;
}

/** Some systems have reduced programs of the same name without the options: accepts only one that can start itself. */
async function findWorking(name: string, options: readonly string[], searchPath: string) {
  const path = await findExecutable(name, searchPath);
  if (path === undefined) return undefined;
  const output = await readOutput(path, [...options, '--', path, '--version']);
  return output === undefined ? undefined : path;
}
