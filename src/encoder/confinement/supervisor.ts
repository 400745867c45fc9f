/**
 * A shell above bubblewrap that ends all of it when the server dies, also a sandbox that is still being set up.
 *
 * bwrap clones a process that waits until bwrap lets it go on, and ties it to itself only once the sandbox is complete. Where the
 * death of the server kills bwrap before that, as with `--pdeathsig KILL`, the clone waits for ever. The shell gets a signal that it
 * can handle, and kills the process group, which nothing in the making can leave.
 */

import { ONLY_BELOW_SERVER } from './tie.js';

/** setpriv(1): the signal that the shell gets when the thread that started it ends, however it ends. */
const SUPERVISED_OPTIONS = ['--pdeathsig', 'TERM', '--no-new-privs', '--'];

/**
 * Runs the arguments with the streams of the shell: a command in the background would otherwise have no standard input. Ends as the
 * command does. The group is named by the shell's own id, so that nothing else is killed where it leads none.
 */
const SCRIPT = [
  `trap 'kill -s KILL -- "-$$"' TERM`,
  ...ONLY_BELOW_SERVER,
  'exec 9<&0',
  '"$@" <&9 9<&- &',
  'exec <&- 9<&-',
  'wait "$!"',
].join('\n');

/**
 * The arguments to put before a command that starts others. The process must lead a group of its own, and be started with
 * `commandEnvironment`.
 */
export function supervisorPrefix(setprivPath: string, shellPath: string): string[] {
  return [setprivPath, ...SUPERVISED_OPTIONS, shellPath, '-c', SCRIPT, shellPath];
}
