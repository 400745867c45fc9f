/** Starts a process with a pipe for each of its streams. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { commandEnvironment, WORKING_DIRECTORY } from '../../confinement/environment.js';
import type { ChildRequest } from './child.js';
import { lowerPriority } from './lower-priority.js';

export type PipedChild = ChildProcessByStdio<Writable, Readable, Readable> &
  Pick<ChildRequest, 'isSupervised'>;

const STANDARD_STREAMS = ['pipe', 'pipe', 'pipe'] as const;

/** @throws the system's error if starting fails synchronously; otherwise the child emits `error`. */
export function spawnPiped(request: ChildRequest): PipedChild {
  const { file, args, outputs, detached, inherited = [], priority, isSupervised } = request;
  const further = Array.from({ length: outputs - 1 }, () => 'pipe' as const);
  const child = spawn(file, args, {
    cwd: WORKING_DIRECTORY,
    env: commandEnvironment(),
    stdio: [...STANDARD_STREAMS, ...further, ...inherited],
    detached,
  }) as ChildProcessByStdio<Writable, Readable, Readable>;
  lowerPriority(child, priority, detached);
  return Object.assign(child, { isSupervised });
}

/** Standard output and the pipes after standard error. */
export function outputsOf(child: PipedChild): Readable[] {
  const further = child.stdio.slice(STANDARD_STREAMS.length);
  return [child.stdout, ...further.filter((stream) => stream instanceof Readable)];
}

/** Kills a process with its whole process group, so that one about to start another leaves none behind. */
export function killPiped(child: PipedChild): void {
  signalGroup(child, 'SIGKILL');
}

/**
 * Stops a process with all that confine it, or lets them go on. The shell that ends them with the server goes on: its signal would
 * have to wait as long as it is stopped.
 */
export function setPipedPaused(child: PipedChild, isPaused: boolean): void {
  signalGroup(child, isPaused ? 'SIGSTOP' : 'SIGCONT');
  if (isPaused && child.isSupervised) child.kill('SIGCONT');
}

function signalGroup(child: PipedChild, signal: NodeJS.Signals): void {
  if (hasEnded(child)) return;
  try {
    // Fails if the process is not detached, because then it has no group of its own.
    process.kill(-child.pid!, signal);
  } catch {
    child.kill(signal);
  }
}

/** Checked before signalling, because the system may have reused the id. */
function hasEnded({ pid, exitCode, signalCode }: PipedChild): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
