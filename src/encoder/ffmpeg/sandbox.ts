/**
 * The sandbox of bubblewrap, bwrap(1): ffmpeg sees its own program and libraries and nothing else of the file system, has
 * no network, and neither sees nor reaches another process. Each ffmpeg has one of its own. It adds some 5 ms to a start.
 */
import { dirname } from 'node:path';

export interface Sandbox {
  readonly bwrapPath: string;
  /** nice(1): what starts another process before it becomes ffmpeg has to have its priority from the first moment. */
  readonly nicePath?: string;
  /** Whether root sets it up, and so may change the user inside it. */
  readonly byRoot: boolean;
  /** What ffmpeg is made of outside the folders of the system, as absolute paths. */
  readonly programFiles: readonly string[];
}

export interface SandboxUse {
  /** None unless given. */
  readonly access?: FileAccess;
  /** See nice(1). */
  readonly niceness: number;
}

/** What a process may use of the server's files, beside open descriptors. It runs as the server's own user then, whose files they are. */
export interface FileAccess {
  /** A folder to write into, as an absolute path. */
  readonly write?: string;
}

/** Where systems keep programs and libraries: never a whole `/usr`, below which people keep masters and settings too. */
const SYSTEM_FOLDERS = [
  ...['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/libexec'],
  ...['/usr/local/bin', '/usr/local/lib', '/usr/local/lib64'],
  ...['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store', '/gnu/store'],
] as const;

/** How the loader finds libraries there. */
const LOADER_FILES = ['/etc/ld.so.cache', '/etc/alternatives'] as const;

const NAMESPACES = [
  ...['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'],
  '--die-with-parent',
];

/** Root inside has no rights over the machine: enough to become another user, or to use files of any owner. */
const RIGHTS_TO_CHANGE_USER = ['CAP_SETUID', 'CAP_SETGID'];
const RIGHTS_TO_USE_FILES = ['CAP_DAC_OVERRIDE'];

/** What goes before the command that is to run in the sandbox. */
export function sandboxWords(
  { bwrapPath, nicePath, byRoot, programFiles }: Sandbox,
  { access, niceness }: SandboxUse,
): string[] {
  const rights = access ? RIGHTS_TO_USE_FILES : RIGHTS_TO_CHANGE_USER;
  return [
    ...(nicePath === undefined ? [] : [nicePath, '-n', String(niceness)]),
    ...[bwrapPath, ...NAMESPACES],
    ...(byRoot ? ['--cap-drop', 'ALL', ...rights.flatMap((right) => ['--cap-add', right])] : []),
    ...[...SYSTEM_FOLDERS, ...LOADER_FILES, ...programFiles].flatMap((path) => bind('--ro-bind-try', path)),
    ...['--dev', '/dev', '--proc', '/proc'],
    ...(access?.write ? bind('--bind', access.write) : []),
    '--',
  ];
}

/** Whether the sandbox shows a path without its being named. */
export function isInSystemFolder(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}

/** Folders above are made first: bubblewrap makes them itself, but for their owner alone. */
function bind(how: string, path: string): string[] {
  return [...foldersAbove(path).flatMap((folder) => ['--dir', folder]), how, path, path];
}

/** Outermost first, without the root. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === '/' ? [] : [...foldersAbove(folder), folder];
}

/**
 * By which signal what ran in the sandbox ended; bubblewrap tells it by its exit code, like a shell. Only signals that
 * end ffmpeg by itself or by its limits: other codes are ffmpeg's own.
 */
export function signalOfExitCode(exitCode: number | null): NodeJS.Signals | undefined {
  return exitCode === null ? undefined : SIGNALS.get(exitCode - 128);
}

/** By their numbers on Linux, where alone there is such a sandbox. */
const SIGNALS: ReadonlyMap<number, NodeJS.Signals> = new Map([
  [4, 'SIGILL'],
  [6, 'SIGABRT'],
  [7, 'SIGBUS'],
  [8, 'SIGFPE'],
  [9, 'SIGKILL'],
  [11, 'SIGSEGV'],
  [24, 'SIGXCPU'],
  [25, 'SIGXFSZ'],
]);
