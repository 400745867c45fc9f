/** Whether a process would do something if it were given something to do, as Linux tells. */
import { readFileSync } from 'node:fs';

/** What confines a process is its parent, its grandparent and one more at most. */
const MAX_GENERATIONS = 4;

/** Of proc_pid_stat(5): stopped by a signal or a debugger, ended and not yet reaped, ended. */
const STUCK_STATES = 'TtZX';

/**
 * False when the process, or one it has started, was stopped or has ended. Takes some 50 µs.
 * True where the system does not tell.
 */
export function isRunnable(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  for (let generation = [pid], depth = 0; generation.length > 0 && depth < MAX_GENERATIONS; depth++) {
    if (generation.some(isStuck)) return false;
    generation = generation.flatMap(childrenOf);
  }
  return true;
}

function isStuck(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`);
  // The name before it stands in parentheses and may contain anything.
  return stat === undefined || STUCK_STATES.includes(stat.charAt(stat.lastIndexOf(')') + 2));
}

/** Those of its first thread, which is the one that starts others. */
function childrenOf(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`) ?? '';
  return children.split(' ').filter(Boolean).map(Number);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
