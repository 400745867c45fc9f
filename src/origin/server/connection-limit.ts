/** How many connections the server accepts, so that file descriptors are left for the work on them. */
import { readFileSync } from 'node:fs';

/** A connection costs about 15 kB, and more while it is in use. */
const MAX_CONNECTIONS = 10_000;
/** For masters, caches, edges, and the pipes of encodes and of warm processes. */
const RESERVED_FILES = 256;
/** The socket, and one file that is read for it: a segment on disk, a master, a file of the page. */
const FILES_PER_CONNECTION = 2;
/** Playback needs this many, even where the descriptors would then not suffice for everything else. */
const MIN_CONNECTIONS = 16;

/** The connection limit of a process, 16 to 10 000. @param openFiles its limit of open files; may be infinite. */
export function connectionLimit(openFiles: number): number {
  const affordable = Math.floor((openFiles - RESERVED_FILES) / FILES_PER_CONNECTION);
  return Math.min(MAX_CONNECTIONS, Math.max(MIN_CONNECTIONS, affordable));
}

/** How many files this process may have open (getrlimit(2)); infinite if the system does not report it. */
export function openFilesLimit(): number {
  try {
    return parseOpenFilesLimit(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** The soft limit of open files in the text of `/proc/self/limits` (proc(5)); infinite if there is none. */
export function parseOpenFilesLimit(limits: string): number {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}
