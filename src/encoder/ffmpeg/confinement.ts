/** What keeps an ffmpeg that a master has taken over from the rest of the machine: what of it there is here. */
import { type FileAccess, type Sandbox, type SandboxUse, sandboxWords } from './sandbox.js';

export interface Confinement {
  /** setpriv(1). */
  readonly setprivPath?: string;
  /** The user and group that ffmpeg runs as; absent where it is the server's own. Needs `setprivPath`. */
  readonly userId?: number;
  readonly sandbox?: Sandbox;
  /** unshare(1), where there is no sandbox: takes the network away and the sight into other processes. Needs `setprivPath`. */
  readonly unsharePath?: string;
  /** Why there is no sandbox. */
  readonly lacking?: Lacking;
}

/** Switched off by a setting; not possible on this system; no bubblewrap; a bubblewrap in which this ffmpeg does not run. */
export type Lacking = 'switched_off' | 'not_linux' | 'bubblewrap' | 'working_bubblewrap';

/** The kernel kills the process when the thread that started it ends, however it ends. */
export const TIE: readonly string[] = ['--pdeathsig', 'KILL', '--no-new-privs'];

/** What goes before ffmpeg's command, limits included. Empty where there is nothing. */
export function confinementWords(confinement: Confinement, use: SandboxUse): string[] {
  const { setprivPath, sandbox } = confinement;
  const { access } = use;
  // Tied first, so that the moment in which a dying parent would go unnoticed is as short as can be.
  if (sandbox) return [...tie(setprivPath), ...sandboxWords(sandbox, use), ...userWords(confinement, access)];
  return setprivPath === undefined ? [] : wordsWithoutSandbox(confinement, setprivPath, access);
}

/** What goes before a program to make it end with the thread that starts it. */
export function tie(setprivPath: string | undefined): string[] {
  return setprivPath === undefined ? [] : [setprivPath, ...TIE, '--'];
}

function userWords({ setprivPath, userId }: Confinement, access?: FileAccess): string[] {
  if (setprivPath === undefined || userId === undefined || access) return [];
  return [setprivPath, ...becoming(userId), '--'];
}

/** Whoever changes user or namespace has to be tied once more. */
function wordsWithoutSandbox(
  { userId, unsharePath }: Confinement,
  setprivPath: string,
  access?: FileAccess,
): string[] {
  const changesUser = userId !== undefined && !access;
  // Root without its user namespace has no more rights to files of others, which masters may be.
  const losesNetwork = unsharePath !== undefined && (userId === undefined || changesUser);
  return [
    ...[setprivPath, ...(changesUser ? becoming(userId) : []), ...TIE, '--'],
    ...(losesNetwork ? [unsharePath, '--user', '--net', '--', ...tie(setprivPath)] : []),
  ];
}

function becoming(userId: number): string[] {
  return [`--reuid=${userId}`, `--regid=${userId}`, '--clear-groups', '--inh-caps=-all'];
}
