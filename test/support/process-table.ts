/** The processes of this machine, as found in /proc (Linux only). */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessState {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly state: string;
}

/** All processes except zombies. */
export function allProcesses(): ProcessState[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((process) => process !== undefined)
    .filter(({ state }) => state !== 'Z');
}

/** All processes below one, in any depth. */
export function descendantsOf(pid: number, processes: readonly ProcessState[]): ProcessState[] {
  return processes
    .filter(({ parent }) => parent === pid)
    .flatMap((child) => [child, ...descendantsOf(child.pid, processes)]);
}

/** The words of the command line of every process; none of one that has exited meanwhile. */
export function commandLines(): string[][] {
  return allProcesses().map(({ pid }) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    } catch {
      return [];
    }
  });
}

/** Undefined if the process has exited meanwhile. */
function readProcess(pid: number): ProcessState | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may contain anything.
    const [begin, end] = [stat.indexOf('(') + 1, stat.lastIndexOf(')')];
    const fields = stat.slice(end + 2).split(' ');
    return { pid, parent: Number(fields[1]), name: stat.slice(begin, end), state: fields[0]! };
  } catch {
    return undefined;
  }
}
