/** What processes have cost so far, by the kernel's own accounts. Linux only. */
import { readFileSync } from 'node:fs';
import { descendantsOf } from './server-figures.js';

/** The kernel tells times in hundredths of a second, whatever its own clock (`USER_HZ`, proc_pid_stat(5)). */
const TICKS_PER_SECOND = 100;
/** Places in /proc/PID/stat after the name: user and system time of the process, then of its children that ended. */
const FIRST_TIME = 11;
const TIMES = 4;

/** Seconds of processor time of a process, and of all that it or what it started has started. */
export function processorSeconds(pid: number): number {
  return [pid, ...descendantsOf(pid)].reduce((sum, each) => sum + secondsOf(each), 0);
}

/** Of a process and of its children that have ended; 0 for one that has ended itself, and counts with its parent. */
function secondsOf(pid: number): number {
  try {
    return parseProcessorSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return 0;
  }
}

/** Of a line of /proc/PID/stat, in which the name may hold spaces and brackets. */
export function parseProcessorSeconds(line: string): number {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(FIRST_TIME, FIRST_TIME + TIMES).map(Number);
  return ticks.reduce((sum, time) => sum + time, 0) / TICKS_PER_SECOND;
}
