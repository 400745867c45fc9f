/** Starts a process directly from this one, which blocks its thread: the more memory it holds, the longer. */
import { once } from 'node:events';
import { collectEnd } from '../output.js';
import type { Child, ChildRequest, Ending } from './child.js';
import { killPiped, outputsOf, type PipedChild, setPipedPaused, spawnPiped } from './spawn-piped.js';

/** Rejects with the system's error if the process does not start. */
export async function startDirectly(request: ChildRequest): Promise<Child> {
  const child = spawnPiped(request);
  const ended = whenEnded(child, request.maxStderrBytes);
  await once(child, 'spawn');
  // From now on an error only means that a signal could not be sent; the process has not ended.
  child.on('error', () => undefined);
  return {
    pid: child.pid!,
    stdin: child.stdin,
    outputs: outputsOf(child),
    ended,
    kill: () => killPiped(child),
    setPaused: (isPaused) => setPipedPaused(child, isPaused),
  };
}

function whenEnded(child: PipedChild, maxStderrBytes: number): Promise<Ending> {
  const stderr = collectEnd(child.stderr, maxStderrBytes);
  return new Promise((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stderr: stderr.text() }));
  });
}
