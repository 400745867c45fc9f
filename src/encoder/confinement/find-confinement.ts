/** Finds the strictest confinement in which ffmpeg runs on this machine, by trying. */
import type { Confinement, Lacking } from './confinement.js';
import { confinementPrefix } from './confinement.js';
import { findExecutable, readOutput } from './executable.js';
import { isInSystemFolder, type Sandbox } from './sandbox.js';

/** A user id that Debian, systemd and container images never assign, so that it owns no files and no other processes. */
const FFMPEG_USER_ID = 65_530;

interface ConfinementOptions {
  readonly ffmpegPath: string;
  readonly searchPath: string;
  readonly setprivPath?: string;
  /** sh(1). */
  readonly shellPath?: string;
  /** Runs inside the sandbox too, before ffmpeg. */
  readonly prlimitPath?: string;
  /** Whether this process runs as root; detected unless given. */
  readonly isRoot?: boolean;
}

/** The strictest confinement in which `ffmpeg -version` runs; without a sandbox, with what is lacking for one. */
export async function findConfinement(options: ConfinementOptions): Promise<Confinement> {
  if (process.platform !== 'linux') return { lacking: 'not_linux' };
  const { ffmpegPath, searchPath, setprivPath, shellPath, isRoot = process.getuid?.() === 0 } = options;
  const tie = {
    ...(setprivPath !== undefined && { setprivPath }),
    ...(shellPath !== undefined && { shellPath }),
  };
  const [sandbox, unsharePath] = await Promise.all([
    findSandbox(options, isRoot),
    findExecutable('unshare', searchPath),
  ]);
  const lacking: Lacking = sandbox ? 'working_bubblewrap' : 'bubblewrap';
  for (const parts of candidates({ setprivPath, sandbox, unsharePath, isRoot })) {
    const confinement = { ...tie, ...parts };
    const tried = parts.sandbox ? confinement : { ...confinement, lacking };
    if (await runsIn(tried, ffmpegPath)) return tried;
  }
  return { ...tie, lacking };
}

interface Available {
  readonly setprivPath: string | undefined;
  readonly sandbox: Sandbox | undefined;
  readonly unsharePath: string | undefined;
  readonly isRoot: boolean;
}

/** Strictest first. */
function candidates({ setprivPath, sandbox, unsharePath, isRoot }: Available): Confinement[] {
  const canChange = setprivPath !== undefined;
  const user = canChange && isRoot ? { userId: FFMPEG_USER_ID } : undefined;
  const network = canChange && unsharePath !== undefined ? { unsharePath } : undefined;
  return [
    ...(sandbox && user ? [{ sandbox, ...user }] : []),
    ...(user && network ? [{ ...user, ...network }] : []),
    ...(user ? [user] : []),
    ...(sandbox ? [{ sandbox }] : []),
    ...(network ? [network] : []),
  ];
}

async function runsIn(confinement: Confinement, ffmpegPath: string): Promise<boolean> {
  const [file, ...args] = [...confinementPrefix(confinement, { niceness: 0 }), ffmpegPath, '-version'];
  return (await readOutput(file!, args)) !== undefined;
}

async function findSandbox(options: ConfinementOptions, byRoot: boolean): Promise<Sandbox | undefined> {
  const { ffmpegPath, searchPath, setprivPath, prlimitPath } = options;
  const [bwrapPath, nicePath] = await Promise.all(
    ['bwrap', 'nice'].map((name) => findExecutable(name, searchPath)),
  );
  if (bwrapPath === undefined) return undefined;
  const files = [ffmpegPath, setprivPath, prlimitPath, ...(await librariesOf(ffmpegPath, searchPath))];
  const isOutside = (path: string | undefined): path is string =>
    path !== undefined && !isInSystemFolder(path);
  return {
    ...{ bwrapPath, byRoot, programFiles: [...new Set(files.filter(isOutside))] },
    ...(nicePath !== undefined && { nicePath }),
  };
}

/** The paths listed by ldd(1): `	libx264.so.164 => /opt/lib/libx264.so.164 (0x…)`. None for a statically linked program. */
async function librariesOf(ffmpegPath: string, searchPath: string): Promise<string[]> {
  const ldd = await findExecutable('ldd', searchPath);
  const list = ldd && (await readOutput(ldd, [ffmpegPath]))?.toString('utf8');
  return [...(list || '').matchAll(/^\s(?:.* => )?(\/.+) \(0x[0-9a-f]+\)$/gm)].map(([, path]) => path!);
}
