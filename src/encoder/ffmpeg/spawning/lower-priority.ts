/** Lowers the priority of a process that was just started. */
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Priority } from './child.js';

/** The kernel accepts one change of a session in 100 ms from all users but root. */
const RETRY_MS = 120;
const MAX_TRIES = 5;

/**
 * Sets the priority before the process has further threads, which inherit it. Without an effect where the system refuses.
 * @param detached whether the process is in its own session.
 */
export function lowerPriority(
  child: ChildProcess,
  { niceness, isInCommand }: Priority,
  detached: boolean,
): void {
  if (child.pid === undefined || niceness === 0) return;
  if (!isInCommand) lowerProcess(child.pid, niceness);
  if (detached && process.platform === 'linux') lowerSession(child, niceness, MAX_TRIES);
}

function lowerProcess(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It may have ended already; otherwise it runs at normal priority.
  }
}

/** Linux may share the processors among sessions first, and heed niceness only within each: see autogroups in sched(7). */
function lowerSession(child: ChildProcess, niceness: number, tries: number): void {
  // The system may have given the id of an ended process to another.
  if (child.exitCode !== null || child.signalCode !== null) return;
  try {
    writeFileSync(`/proc/${child.pid}/autogroup`, String(niceness));
  } catch (error) {
    const isTooSoon = (error as NodeJS.ErrnoException).code === 'EAGAIN';
    if (isTooSoon && tries > 1) setTimeout(lowerSession, RETRY_MS, child, niceness, tries - 1).unref();
  }
}
