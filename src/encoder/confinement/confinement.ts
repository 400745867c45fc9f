/** What isolates an ffmpeg exploited by a malicious master from the rest of the machine, as far as available here. */
import { type FileAccess, type Sandbox, type SandboxUse, sandboxPrefix } from './sandbox.js';
import { supervisorPrefix } from './supervisor.js';
import { parentCheck, TIE_OPTIONS, type TieTools, tiePrefix } from './tie.js';

export interface Confinement extends TieTools {
  /** The user and group that ffmpeg runs as; absent for the server's own. Needs `setprivPath`. */
  readonly userId?: number;
  readonly sandbox?: Sandbox;
  /** unshare(1), if there is no sandbox: removes the network and the view of other processes. Needs `setprivPath`. */
  readonly unsharePath?: string;
  /** Why there is no sandbox. */
  readonly lacking?: Lacking;
}

/** Switched off by a setting; not Linux; bubblewrap is not installed; this ffmpeg does not run in the installed bubblewrap. */
export type Lacking = 'switched_off' | 'not_linux' | 'bubblewrap' | 'working_bubblewrap';

/** The arguments to put before ffmpeg's command and its limits; empty if nothing confines it. */
export function confinementPrefix(confinement: Confinement, use: SandboxUse): string[] {
  const { sandbox, setprivPath } = confinement;
  const { access } = use;
  // Tied first, to shorten the window in which the death of the parent would go unnoticed.
  if (sandbox)
    return [...tieOfSandbox(confinement), ...sandboxPrefix(sandbox, use), ...userPrefix(confinement, access)];
  return setprivPath === undefined ? [] : prefixWithoutSandbox(confinement, setprivPath, access);
}

/** Whether a shell above the sandbox ends it with the server; see supervisor.ts. */
export function isSupervised({ sandbox, setprivPath, shellPath }: Confinement): boolean {
  return sandbox !== undefined && setprivPath !== undefined && shellPath !== undefined;
}

function tieOfSandbox({ setprivPath, shellPath }: TieTools): string[] {
  if (setprivPath === undefined || shellPath === undefined) return tiePrefix(setprivPath);
  return supervisorPrefix(setprivPath, shellPath);
}

function userPrefix({ setprivPath, userId }: Confinement, access?: FileAccess): string[] {
  if (setprivPath === undefined || userId === undefined || access) return [];
  return [setprivPath, ...userOptions(userId), '--'];
}

/** Changing the user or the namespace clears the tie, so it is set again. */
function prefixWithoutSandbox(confinement: Confinement, setprivPath: string, access?: FileAccess): string[] {
  const { userId, unsharePath } = confinement;
  const changesUser = userId !== undefined && !access;
  // In a user namespace root loses its rights to other users' files, such as masters.
  const losesNetwork = unsharePath !== undefined && (userId === undefined || changesUser);
  return [
    ...[setprivPath, ...(changesUser ? userOptions(userId) : []), ...TIE_OPTIONS, '--'],
    ...(losesNetwork ? [unsharePath, '--user', '--net', '--', ...tiePrefix(setprivPath)] : []),
    ...parentCheck(confinement),
  ];
}

function userOptions(userId: number): string[] {
  return [`--reuid=${userId}`, `--regid=${userId}`, '--clear-groups', '--inh-caps=-all'];
}
