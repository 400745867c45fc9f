/** How many connections a server takes, so that it never lacks file descriptors for what it does for them. */
import { readFileSync } from 'node:fs';

/** Each costs some 15 kB, and more while it is used. */
const MOST_CONNECTIONS = 10_000;
/** For masters, caches, edges, and the pipes of encodes and of processes that wait for one. */
const RESERVED_FILES = 256;
/** A connection, and a file that is read for it: a segment on disk, a master, a file of the page. */
const FILES_EACH = 2;
/** With fewer nothing plays; a process with so few descriptors fails in other ways. */
const FEWEST_CONNECTIONS = 16;

/** How many connections a process with so many file descriptors takes. @param openFiles may be infinite. */
export function connectionLimit(openFiles: number): number {
  const affordable = Math.floor((openFiles - RESERVED_FILES) / FILES_EACH);
  return Math.min(MOST_CONNECTIONS, Math.max(FEWEST_CONNECTIONS, affordable));
}

/** How many files this process may have open (getrlimit(2)); infinite where the system does not tell. */
export function openFilesLimit(): number {
  try {
    return openFilesIn(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** The soft limit in the text of `/proc/self/limits` (proc(5)). */
export function openFilesIn(limits: string): number {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}
