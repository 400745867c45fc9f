/**
 * The sandbox of bubblewrap, bwrap(1): ffmpeg sees only its own program and libraries of the file system, has no network,
 * and can neither see nor signal other processes. Each ffmpeg process gets its own sandbox, which adds about 5 ms to a start.
 */
import { dirname } from 'node:path';

export interface Sandbox {
  readonly bwrapPath: string;
  /** nice(1): bwrap starts ffmpeg as its child, so the priority must be set from the first moment. */
  readonly nicePath?: string;
  /** Whether root sets it up, and so can change the user inside. */
  readonly byRoot: boolean;
  /** Absolute paths of ffmpeg's program and libraries outside the system directories. */
  readonly programFiles: readonly string[];
}

export interface SandboxUse {
  /** Default none. */
  readonly access?: FileAccess;
  /** Absolute path of a directory that it may read, as any user; default none. */
  readonly readable?: string;
  /** See nice(1). */
  readonly niceness: number;
}

/** Access of a process to the server's files, besides open descriptors. With it the process runs as the server's own user. */
export interface FileAccess {
  /** Absolute path of a directory it may write to. */
  readonly write?: string;
}

/** Where systems keep programs and libraries: never all of `/usr`, where operators may keep masters and settings too. */
const SYSTEM_FOLDERS = [
  ...['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/libexec'],
  ...['/usr/local/bin', '/usr/local/lib', '/usr/local/lib64'],
  ...['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store', '/gnu/store'],
] as const;

/** Read by the loader to find libraries. */
const LOADER_FILES = ['/etc/ld.so.cache', '/etc/alternatives'] as const;

const NAMESPACES = [
  ...['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'],
  '--die-with-parent',
];

/** The only capabilities root keeps in the sandbox: to become another user, or to use files of any owner. */
const CAPABILITIES_TO_CHANGE_USER = ['CAP_SETUID', 'CAP_SETGID'];
const CAPABILITIES_TO_USE_FILES = ['CAP_DAC_OVERRIDE'];

/** The arguments to put before the command to run in the sandbox. */
export function sandboxPrefix(
  { bwrapPath, nicePath, byRoot, programFiles }: Sandbox,
  { access, readable, niceness }: SandboxUse,
): string[] {
  const capabilities = access ? CAPABILITIES_TO_USE_FILES : CAPABILITIES_TO_CHANGE_USER;
  return [
    ...(nicePath === undefined ? [] : [nicePath, '-n', String(niceness)]),
    ...[bwrapPath, ...NAMESPACES],
    ...(byRoot
      ? ['--cap-drop', 'ALL', ...capabilities.flatMap((capability) => ['--cap-add', capability])]
      : []),
    ...[...SYSTEM_FOLDERS, ...LOADER_FILES, ...programFiles].flatMap((path) => bind('--ro-bind-try', path)),
    ...['--dev', '/dev', '--proc', '/proc'],
    ...(readable === undefined ? [] : bind('--ro-bind', readable)),
    ...(access?.write ? bind('--bind', access.write) : []),
    '--',
  ];
}

/** Whether a path is in the sandbox without being in `programFiles`. */
export function isInSystemFolder(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}

/** Creates the parent directories first: bubblewrap would create them accessible to their owner only. */
function bind(how: string, path: string): string[] {
  return [...foldersAbove(path).flatMap((folder) => ['--dir', folder]), how, path, path];
}

/** Outermost first, without the root. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === '/' ? [] : [...foldersAbove(folder), folder];
}

/**
 * The signal that ended the process in the sandbox, which bubblewrap reports as an exit code, like a shell. Knows only the
 * signals of crashes and limits: other exit codes are ffmpeg's own.
 */
export function signalOfExitCode(exitCode: number | null): NodeJS.Signals | undefined {
  return exitCode === null ? undefined : SIGNALS.get(exitCode - 128);
}

/** By number on Linux, the only system with this sandbox. */
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
