/** Starts a process with a pipe for each of its streams. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { CLEAN_ENVIRONMENT, WORKING_DIRECTORY } from '../../confinement/environment.js';
import type { ChildRequest } from './child.js';
import { lowerPriority } from './lower-priority.js';

export type PipedChild = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Those that have not ended. The kernel ends them with this process, but each has to ask for it first: one that is killed with its
 * parent before that would stay.
 */
const running = new Set<PipedChild>();

process.on('exit', killAllPiped);

const STANDARD_STREAMS = ['pipe', 'pipe', 'pipe'] as const;

/**
 * Starts a process that ends with this one, unless this one is killed in the first milliseconds.
 * @throws the system's error if starting fails synchronously; otherwise the child emits `error`.
 */
export function spawnPiped(request: ChildRequest): PipedChild {
  const { file, args, outputs, detached, inherited = [], priority } = request;
  const further = Array.from({ length: outputs - 1 }, () => 'pipe' as const);
  const child = spawn(file, args, {
    cwd: WORKING_DIRECTORY,
    env: CLEAN_ENVIRONMENT,
    stdio: [...STANDARD_STREAMS, ...further, ...inherited],
    detached,
  }) as PipedChild;
  if (child.pid !== undefined) {
    running.add(child);
    child.once('exit', () => running.delete(child));
  }
  lowerPriority(child, priority, detached);
  return child;
}

/** Standard output and the pipes after standard error. */
export function outputsOf(child: PipedChild): Readable[] {
  const further = child.stdio.slice(STANDARD_STREAMS.length);
  return [child.stdout, ...further.filter((stream) => stream instanceof Readable)];
}

/** Kills a process with its whole process group, so that one about to start another leaves none behind. */
export function killPiped(child: PipedChild): void {
  if (hasEnded(child)) return;
  if (!killGroup(child.pid!)) child.kill('SIGKILL');
}

/** Kills all processes started here that have not ended. */
export function killAllPiped(): void {
  for (const child of running) killPiped(child);
}

/** Kills the process group of a detached process; false if there is none, as when it is not detached or has ended. */
export function killGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Checked before killing, because the system may have reused the id. */
function hasEnded({ pid, exitCode, signalCode }: PipedChild): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
