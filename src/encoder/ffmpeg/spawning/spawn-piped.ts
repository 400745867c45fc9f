/** Starts a process with a pipe for each of its streams. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { CLEAN_ENVIRONMENT, WORKING_DIRECTORY } from '../../confinement/environment.js';
import type { ChildRequest } from './child.js';
import { lowerPriority } from './lower-priority.js';

export type PipedChild = ChildProcessByStdio<Writable, Readable, Readable>;

const STANDARD_STREAMS = ['pipe', 'pipe', 'pipe'] as const;

/** @throws the system's error if starting fails synchronously; otherwise the child emits `error`. */
export function spawnPiped(request: ChildRequest): PipedChild {
  const { file, args, outputs, detached, inherited = [], priority } = request;
  const further = Array.from({ length: outputs - 1 }, () => 'pipe' as const);
  const child = spawn(file, args, {
    cwd: WORKING_DIRECTORY,
    env: CLEAN_ENVIRONMENT,
    stdio: [...STANDARD_STREAMS, ...further, ...inherited],
    detached,
  }) as PipedChild;
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
  try {
    // Fails if the process is not detached, because then it has no group of its own.
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Checked before killing, because the system may have reused the id. */
function hasEnded({ pid, exitCode, signalCode }: PipedChild): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
