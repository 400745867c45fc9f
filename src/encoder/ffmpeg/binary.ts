/** Finds the ffmpeg to use. */
import { dirname, join } from 'node:path';
import { OnplayError } from '../../shared/errors.js';
import { findExecutable, readOutput } from '../confinement/executable.js';
import { findConfinement } from '../confinement/find-confinement.js';
import { readBuildId } from './build.js';
import { findLauncher, type Launcher } from './launcher.js';
import { isSupported, OLDEST_VERSION, parseVersion } from './version.js';

/** Its default export is the path of its ffmpeg, or null. Typed as string: a literal would make the compiler require it. */
const OPTIONAL_PACKAGE: string = 'ffmpeg-static';

export interface FfmpegBinary {
  /** Absolute, like `ffprobePath`. */
  readonly ffmpegPath: string;
  /** Absent if there is none, as with the ffmpeg of the npm package. */
  readonly ffprobePath?: string;
  /** As ffmpeg prints it: `5.1.9-0+deb12u1`. */
  readonly version: string;
  /** Part of every recipe: twelve hexadecimal digits that identify the build of ffmpeg and x264. */
  readonly buildId: string;
  /** How to start and confine its processes on this machine. */
  readonly launcher: Launcher;
}

interface BinaryOptions {
  /** The setting FFMPEG_PATH: a path, or a name to search for. If given, nothing else is tried. */
  readonly configuredPath?: string;
  /** In the format of the PATH variable. */
  readonly searchPath: string;
  /** Whether to confine ffmpeg as far as the machine allows; default true. */
  readonly confined?: boolean;
}

/**
 * Finds ffmpeg: the configured one, else that of the optional npm package `ffmpeg-static`, else `ffmpeg` in the search path.
 * Finds ffprobe in the same directory, else in the search path.
 * @throws OnplayError `ffmpeg_missing` if none runs, `ffmpeg_too_old` if it is older than 5.1.
 */
export async function resolveFfmpeg(options: BinaryOptions): Promise<FfmpegBinary> {
  const found = await findFfmpeg(options);
  if (found === undefined) throw ffmpegMissing(options.configuredPath !== undefined);
  const { path: ffmpegPath, output, version } = found;
  if (!isSupported(output)) throw ffmpegTooOld();
  const [ffprobePath, buildId, launcher] = await Promise.all([
    findFfprobe(ffmpegPath, options.searchPath),
    readBuildId(ffmpegPath, output),
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
  /** Output of `-version`. */
  readonly output: string;
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
  const output = (await readOutput(path, ['-version']))?.toString('utf8') ?? '';
  const version = parseVersion(output);
  return version === undefined ? undefined : { path, output, version };
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
    ? 'FFMPEG_PATH does not lead to an ffmpeg that runs; correct it, or unset it to search for ffmpeg on this machine.'
    : `No ffmpeg that runs was found; install ffmpeg ${OLDEST_VERSION} or newer, or set FFMPEG_PATH to one.`;
  return new OnplayError('ffmpeg_missing', { publicDetail });
}

function ffmpegTooOld(): OnplayError {
  return new OnplayError('ffmpeg_too_old', {
    publicDetail: `The ffmpeg found is too old; install ${OLDEST_VERSION} or newer, or set FFMPEG_PATH to one.`,
  });
}
