/** Whether a process can still run, according to Linux. */
import { readFileSync } from 'node:fs';

/** At most three programs that confine ffmpeg stay above it. */
const MAX_GENERATIONS = 4;

/** States of proc_pid_stat(5): stopped by a signal (T) or a debugger (t), zombie (Z), dead (X). */
const STUCK_STATES = 'TtZX';

/** False if the process, or one it has started, is stopped or has ended; always true outside Linux. Takes about 50 µs. */
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
  // The process name before it is in parentheses and may contain anything.
  return stat === undefined || STUCK_STATES.includes(stat.charAt(stat.lastIndexOf(')') + 2));
}

/** Children of its first thread, the only one that starts processes. */
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
