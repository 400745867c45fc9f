/** Reading what `ffmpeg -version` prints. */

/** The version from which on every option we use works the same. */
export const OLDEST_VERSION = '5.1';

/** The libavcodec that came with it; builds from git carry no version number of their own. */
const OLDEST_LIBAVCODEC = [59, 37] as const;

/** The version as printed, `5.1.9-0+deb12u1` or `N-118000-g1234567890`; undefined if this is not ffmpeg's answer. */
export function parseVersion(answer: string): string | undefined {
  return /^ffmpeg version (\S+)/.exec(answer)?.[1];
}

/** Whether the build is at least the oldest supported one. */
export function isSupported(answer: string): boolean {
  const release = /^ffmpeg version n?(\d+)\.(\d+)/.exec(answer);
  if (release) {
    const [major, minor] = OLDEST_VERSION.split('.').map(Number);
    return atLeast(release, [major ?? 0, minor ?? 0]);
  }
  const libavcodec = /^libavcodec\s+(\d+)\.\s*(\d+)\./m.exec(answer);
  return libavcodec !== null && atLeast(libavcodec, OLDEST_LIBAVCODEC);
}

function atLeast(match: RegExpExecArray, oldest: readonly [number, number]): boolean {
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
