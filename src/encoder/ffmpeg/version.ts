/** Parses the output of `ffmpeg -version`. */

/** The oldest version in which every option we use works the same. */
export const OLDEST_VERSION = '5.1';

/** The libavcodec of that version, for builds from git, which have no release number. */
const OLDEST_LIBAVCODEC = [59, 37] as const;

/** The version as printed, `5.1.9-0+deb12u1` or `N-118000-g1234567890`; undefined if this is not ffmpeg's output. */
export function parseVersion(output: string): string | undefined {
  return /^ffmpeg version (\S+)/.exec(output)?.[1];
}

/** Whether the build is at least the oldest supported version. */
export function isSupported(output: string): boolean {
  const release = /^ffmpeg version n?(\d+)\.(\d+)/.exec(output);
  if (release) {
    const [major, minor] = OLDEST_VERSION.split('.').map(Number);
    return atLeast(release, [major ?? 0, minor ?? 0]);
  }
  const libavcodec = /^libavcodec\s+(\d+)\.\s*(\d+)\./m.exec(output);
  return libavcodec !== null && atLeast(libavcodec, OLDEST_LIBAVCODEC);
}

function atLeast(match: RegExpExecArray, oldest: readonly [number, number]): boolean {
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
