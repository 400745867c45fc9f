/** A process with a pipe for each of its streams. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { Readable, type Writable } from 'node:stream';
import { CLEAN_ENVIRONMENT, WORKING_DIRECTORY } from '../environment.js';
import type { ChildRequest } from './child.js';

export type PipedChild = ChildProcessByStdio<Writable, Readable, Readable>;

const STANDARD_STREAMS = ['pipe', 'pipe', 'pipe'] as const;

/** @throws the system's error if it refuses at once; else the child's event `error` tells it. */
export function spawnPiped(request: ChildRequest): PipedChild {
  const { file, args, outputs, detached, inherited = [], niceness } = request;
  const further = Array.from({ length: outputs - 1 }, () => 'pipe' as const);
  const child = spawn(file, args, {
    cwd: WORKING_DIRECTORY,
    env: CLEAN_ENVIRONMENT,
    stdio: [...STANDARD_STREAMS, ...further, ...inherited],
    detached,
  }) as PipedChild;
  if (child.pid !== undefined && niceness > 0) lowerPriority(child.pid, niceness);
  return child;
}

/** Inherited by all threads, which there are none of yet. A process may have ended already. */
function lowerPriority(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It runs like any other.
  }
}

/** The standard output and those after the standard error. */
export function outputsOf(child: PipedChild): Readable[] {
  const further = child.stdio.slice(STANDARD_STREAMS.length);
  return [child.stdout, ...further.filter((stream) => stream instanceof Readable)];
}

/**
 * Ends a process at once, and with it all that is still in its process group: one that was just about to start another
 * leaves none behind.
 */
export function killPiped(child: PipedChild): void {
  if (hasEnded(child)) return;
  try {
    // No such group where the process is not detached.
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Its id may be another's by then. */
function hasEnded({ pid, exitCode, signalCode }: PipedChild): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
