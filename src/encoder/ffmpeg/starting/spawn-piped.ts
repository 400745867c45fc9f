/** A process with a pipe for each of its streams. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { CLEAN_ENVIRONMENT, WORKING_DIRECTORY } from '../environment.js';
import type { ChildRequest } from './child.js';

export type PipedChild = ChildProcessByStdio<Writable, Readable, Readable>;

const STANDARD_STREAMS = ['pipe', 'pipe', 'pipe'] as const;

/** @throws the system's error if it refuses at once; else the child's event `error` tells it. */
export function spawnPiped({ file, args, outputs, detached }: ChildRequest): PipedChild {
  const further = Array.from({ length: outputs - 1 }, () => 'pipe' as const);
  return spawn(file, args, {
    cwd: WORKING_DIRECTORY,
    env: CLEAN_ENVIRONMENT,
    stdio: [...STANDARD_STREAMS, ...further],
    detached,
  }) as PipedChild;
}

/** The standard output and those after the standard error. */
export function outputsOf(child: PipedChild): Readable[] {
  const further = child.stdio.slice(STANDARD_STREAMS.length);
  return [child.stdout, ...further.filter((stream) => stream instanceof Readable)];
}
