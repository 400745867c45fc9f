/** Whether times are stored as the standard has it where a codec has a delay. */

/** What is known of a file that may be one of those. */
interface DelayedTrack {
  /** Nanoseconds of the delay. */
  readonly codecDelay: number;
  /** Nanoseconds of a tick. */
  readonly timestampScale: number;
  /** When its first frame is stored, in nanoseconds. */
  readonly start: number;
  /** When the first frame of each other track is, in nanoseconds. */
  readonly otherStarts: readonly number[];
}

/** The last versions of libavformat, as of ffmpeg 5.1, which had the fault. */
const LAST_FAULTY = [59, 30, 100] as const;

/**
 * A track with a `CodecDelay` (RFC 9559 5.1.4.1.25) is stored later by that. Not so by ffmpeg up to 5.1: where the delay would have
 * made times of the track negative, it stored all other tracks later instead, and who takes the delay off once more hears it too
 * early. Such a file says the version that wrote it, or only `Lavf`; then another track that begins so much later tells.
 * @param muxingApp what wrote the file, as it says.
 */
export function isDelayStored(muxingApp: string, track: DelayedTrack): boolean {
  const writer = /^Lavf(?:(\d+)\.(\d+)\.(\d+))?$/.exec(muxingApp);
  if (!writer) return true;
  const version = writer.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
  return version.length > 0 ? isAfter(version, LAST_FAULTY) : !isAnotherTrackDelayed(track);
}

function isAfter(version: readonly number[], other: readonly number[]): boolean {
  const first = version.findIndex((part, i) => part !== other[i]);
  return first >= 0 && version[first]! > other[first]!;
}

function isAnotherTrackDelayed({ codecDelay, timestampScale, start, otherStarts }: DelayedTrack): boolean {
  return otherStarts.some((other) => Math.abs(other - start - codecDelay) < timestampScale);
}
