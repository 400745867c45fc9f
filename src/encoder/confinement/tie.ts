/**
 * What makes a command end with the thread that starts it.
 *
 * setpriv(1) asks the kernel for a signal at the death of the parent. A server that dies before that is never told of: then the command
 * has another parent already, and a shell that looks who its parent is starts nothing.
 */
import { STARTED_BY } from './environment.js';

/** Options of setpriv(1): the kernel kills the process when the thread that started it ends, however it ends. */
export const TIE_OPTIONS: readonly string[] = ['--pdeathsig', 'KILL', '--no-new-privs'];

/** What a shell runs first, once it is tied: it ends if the server is gone, and keeps from the command who that was. */
export const ONLY_BELOW_SERVER: readonly string[] = [
  `[ "$PPID" = "$${STARTED_BY}" ] || exit`,
  `unset ${STARTED_BY}`,
];

/** Programs of the machine that tie a command. */
export interface TieTools {
  /** setpriv(1). */
  readonly setprivPath?: string;
  /** sh(1). Without it a command can outlive a server that dies while setpriv(1) starts. */
  readonly shellPath?: string;
}

/** The arguments to put before a command to tie it; empty without setpriv(1). */
export function tiePrefix(setprivPath: string | undefined): string[] {
  return setprivPath === undefined ? [] : [setprivPath, ...TIE_OPTIONS, '--'];
}

/**
 * The arguments to put between the last tie and the command, which must be started with `commandEnvironment`. The shell replaces itself
 * by the command.
 */
export function parentCheck({ setprivPath, shellPath }: TieTools): string[] {
  if (setprivPath === undefined || shellPath === undefined) return [];
  return [shellPath, '-c', [...ONLY_BELOW_SERVER, 'exec "$@"'].join('\n'), shellPath];
}
