/** Which ffmpeg to use. */
import { dirname, join } from 'node:path';
import { OnplayError } from '../../shared/errors.js';
import { readBuildId } from './build.js';
import { askProgram, findExecutable } from './executable.js';
import { findConfinement } from './find-confinement.js';
import { findLauncher, type Launcher } from './launcher.js';
import { isSupported, OLDEST_VERSION, parseVersion } from './version.js';

/** Its default export is the path of its ffmpeg, or null. A plain string, for the compiler would insist on the package. */
const OPTIONAL_PACKAGE: string = 'ffmpeg-static';

export interface FfmpegBinary {
  /** Both absolute. */
  readonly ffmpegPath: string;
  /** Absent where there is none, as beside the ffmpeg of the npm package. */
  readonly ffprobePath?: string;
  /** As ffmpeg prints it: `5.1.9-0+deb12u1`. */
  readonly version: string;
  /** Part of every recipe: twelve hexadecimal digits, the same for the same build of ffmpeg and x264. */
  readonly buildId: string;
  /** How the processes are confined on this machine. */
  readonly launcher: Launcher;
}

export interface BinaryOptions {
  /** The setting FFMPEG_PATH: a path, or a name to look for. When given, nothing else is tried. */
  readonly configuredPath?: string;
  /** The format of the PATH variable. */
  readonly searchPath: string;
  /** Whether ffmpeg is kept from the rest of the machine, as far as the machine can. True unless given. */
  readonly confined?: boolean;
}

/**
 * Finds ffmpeg: the configured one, else the one of the optional npm package `ffmpeg-static`, else `ffmpeg` in the
 * search path; ffprobe is looked for beside it, then in the search path.
 * @throws OnplayError `ffmpeg_missing` if there is none that runs, `ffmpeg_too_old` if it is older than 5.1.
 */
export async function resolveFfmpeg(options: BinaryOptions): Promise<FfmpegBinary> {
  const found = await findFfmpeg(options);
  if (found === undefined) throw ffmpegMissing(options.configuredPath !== undefined);
  const { path: ffmpegPath, answer, version } = found;
  if (!isSupported(answer)) throw ffmpegTooOld();
  const [ffprobePath, buildId, launcher] = await Promise.all([
    findFfprobe(ffmpegPath, options.searchPath),
    readBuildId(ffmpegPath, answer),
    confiningLauncher(ffmpegPath, options),
  ]);
  return { ffmpegPath, ...(ffprobePath === undefined ? {} : { ffprobePath }), version, buildId, launcher };
}

async function confiningLauncher(
  ffmpegPath: string,
  { searchPath, confined = true }: BinaryOptions,
): Promise<Launcher> {
  const launcher = await findLauncher(searchPath);
  const confinement = confined
    ? await findConfinement({ ...launcher, ffmpegPath, searchPath })
    : ({ ...launcher, lacking: 'switched_off' } as const);
  return { ...launcher, confinement };
}

interface RunningFfmpeg {
  readonly path: string;
  /** To `-version`. */
  readonly answer: string;
  readonly version: string;
}

/** The first candidate that runs. */
async function findFfmpeg({ configuredPath, searchPath }: BinaryOptions): Promise<RunningFfmpeg | undefined> {
  if (configuredPath !== undefined) return tryFfmpeg(await findExecutable(configuredPath, searchPath));
  const packaged = await tryFfmpeg(await findPackagedFfmpeg());
  return packaged ?? tryFfmpeg(await findExecutable('ffmpeg', searchPath));
}

async function tryFfmpeg(path: string | undefined): Promise<RunningFfmpeg | undefined> {
  if (path === undefined) return undefined;
  const answer = (await askProgram(path, ['-version']))?.toString('utf8') ?? '';
  const version = parseVersion(answer);
  return version === undefined ? undefined : { path, answer, version };
}

/** The package may be absent, not know the platform, or not have downloaded its file. */
async function findPackagedFfmpeg(): Promise<string | undefined> {
  try {
    const { default: path }: { default: unknown } = await import(OPTIONAL_PACKAGE);
    return typeof path === 'string' ? await findExecutable(path, '') : undefined;
  } catch {
    return undefined;
  }
}

async function findFfprobe(ffmpegPath: string, searchPath: string): Promise<string | undefined> {
  const beside = await findExecutable(join(dirname(ffmpegPath), 'ffprobe'), searchPath);
  return beside ?? findExecutable('ffprobe', searchPath);
}

function ffmpegMissing(configured: boolean): OnplayError {
  const publicDetail = configured
    ? 'FFMPEG_PATH does not lead to an ffmpeg that runs; correct it, or unset it to have ffmpeg found by itself.'
    : `No ffmpeg that runs was found; install ffmpeg ${OLDEST_VERSION} or newer, or set FFMPEG_PATH to one.`;
  return new OnplayError('ffmpeg_missing', { publicDetail });
}

function ffmpegTooOld(): OnplayError {
  return new OnplayError('ffmpeg_too_old', {
    publicDetail: `The ffmpeg found is too old; install ${OLDEST_VERSION} or newer, or set FFMPEG_PATH to one.`,
  });
}
