/** Processor time of processes, as accounted by the kernel. Linux only. */
import { readFileSync } from 'node:fs';
import { descendantsOf } from './server-figures.js';

/** The kernel reports times in hundredths of a second (`USER_HZ`, proc_pid_stat(5)). */
const TICKS_PER_SECOND = 100;
/** Fields in /proc/PID/stat after the name: user and system time of the process, then of its ended children. */
const FIRST_TIME = 11;
const TIMES = 4;

/** Seconds of processor time of a process and all its descendants. */
export function processorSeconds(pid: number): number {
  return [pid, ...descendantsOf(pid)].reduce((sum, each) => sum + secondsOf(each), 0);
}

/** Seconds of a process and its ended children; 0 for a process that has ended, as its parent accounts for it. */
function secondsOf(pid: number): number {
  try {
    return parseProcessorSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return 0;
  }
}

/** Parses the contents of /proc/PID/stat, where the name may contain spaces and brackets. */
export function parseProcessorSeconds(line: string): number {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(FIRST_TIME, FIRST_TIME + TIMES).map(Number);
  return ticks.reduce((sum, time) => sum + time, 0) / TICKS_PER_SECOND;
}
