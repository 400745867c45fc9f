/** What an operator should know about the files in a directory of masters, for the log and for `onplay doctor`. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';

const MESSAGES = {
  preferred:
    'several masters have this name; this one is played under it, the others under their whole names',
  hidden: 'this is not played, since another file has its name; rename one of them',
  unnamable: 'this is not played, since no asset can have its name; rename it',
  link_outside:
    'this link leads out of the directory of masters and is not followed; ONPLAY_MASTERS_FOLLOW_LINKS allows it',
  link_nowhere: 'this link leads to no file',
} as const;

export interface Notice {
  readonly kind: keyof typeof MESSAGES;
  /** The path of the file or directory. */
  readonly path: string;
  /** For `preferred`: the names of the other files. */
  readonly others?: readonly string[];
}

/** How many notices are remembered as logged. */
const MAX_LOGGED = 10_000;

/** Returns a function that logs each notice at its first occurrence. */
export function logNotices(log: Pick<Logger, 'warn'>): (notice: Notice) => void {
  const logged = new LRUCache<string, true>({ max: MAX_LOGGED });
  return ({ kind, path, others }) => {
    const key = JSON.stringify([kind, path, others]);
    if (logged.get(key)) return;
    logged.set(key, true);
    log.warn({ path, ...(others && { others }) }, MESSAGES[kind]);
  };
}

/** A notice as a sentence; names are quoted, whatever characters they have. */
export function noticeText({ kind, path, others = [] }: Notice): string {
  const more = others.length > 0 ? ` (${others.map((name) => JSON.stringify(name)).join(', ')})` : '';
  return `${JSON.stringify(path)}: ${MESSAGES[kind]}${more}`;
}
