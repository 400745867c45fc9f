/** Whether a film may be cut by its cues. */
import { NANOSECONDS_PER_SECOND, type TrackEntry } from '../../../matroska/index.js';
import type { ByteSource } from '../../../stores/index.js';
import { frameLengths } from '../frames/lengths/track-lengths.js';
import type { Segment } from '../segment.js';
import type { CuePlace } from './cue-places.js';

/** The blocks of fewer frames are read in some tenths of a second. */
const LEAST_FRAMES = 10_000;
/** A longer gap may hide keyframes, at which segments are to begin. */
const LONGEST_GAP_SECONDS = 12;
/** Those in which the first bytes of a frame say what it is, and each block is a presented frame. */
const CODECS: ReadonlySet<string> = new Set(['V_MPEG4/ISO/AVC', 'V_MPEGH/ISO/HEVC', 'V_AV1']);

/**
 * By what is said of a whole film alone: one track of video at a stated rate, and audio whose beginning is known from its first block.
 * @param tracks those that may be played, video first.
 */
export function mayHaveOutline(source: ByteSource, segment: Segment, tracks: readonly TrackEntry[]): boolean {
  const [video, ...audio] = tracks;
  const { info, statedEnd } = segment;
  if (video?.type !== 'video' || video.defaultDuration === undefined || info.duration === undefined)
    return false;
  const frames = (info.duration * info.timestampScale) / video.defaultDuration;
  return (
    frames >= LEAST_FRAMES &&
    statedEnd !== undefined &&
    statedEnd <= source.size &&
    CODECS.has(video.codecId) &&
    tracks.every(({ encoding, codecDelay }) => !encoding && codecDelay === 0) &&
    audio.every((entry) => entry.type === 'audio' && !frameLengths(entry))
  );
}

/** Whether the cues begin with the film, and leave no gap in which a keyframe is to be expected. */
export function areDense(places: readonly CuePlace[], { info, firstCluster }: Segment): boolean {
  const longest = (LONGEST_GAP_SECONDS * NANOSECONDS_PER_SECOND) / info.timestampScale;
  const times = [...places.map(({ time }) => time), info.duration ?? Number.POSITIVE_INFINITY];
  return (
    places[0]?.cluster === firstCluster &&
    times.every((time, i) => i === 0 || time - times[i - 1]! <= longest)
  );
}
