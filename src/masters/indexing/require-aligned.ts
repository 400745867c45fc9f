import {
  type AudioTrack,
  durationUnsupported,
  frameTime,
  MAX_DURATION_SECONDS,
  type VideoTrack,
} from '../../tracks/index.js';

/**
 * Checks that each aligned track, and every presented video frame, is within [0 s, 24 h]. Samples that are hidden, or
 * audio that is presented in part, may be at most a day before or after. This bounds everything that is derived from an
 * index, such as segments and playlists.
 * @throws OnplayError `master_duration_unsupported`.
 */
export function requireAligned(tracks: {
  readonly video?: VideoTrack;
  readonly audio: readonly AudioTrack[];
}): void {
  const { video, audio } = tracks;
  for (const track of [...(video ? [video] : []), ...audio]) requireWithinDay(track);
  if (video) requireAscendingFrames(video);
}

function requireWithinDay({ start, end, timescale, samples }: VideoTrack | AudioTrack): void {
  const day = MAX_DURATION_SECONDS * timescale;
  // Negated, so that NaN is refused as well.
  if (!(start >= 0 && end > start && end <= day)) throw durationUnsupported();
  for (const time of samples.times) if (!(time >= -day && time <= 2 * day)) throw durationUnsupported();
}

function requireAscendingFrames(track: VideoTrack): void {
  const { start, end, frames } = track;
  let earlier = Number.NEGATIVE_INFINITY;
  for (let frame = 0; frame < frames.length; frame++) {
    const time = frameTime(track, frame);
    if (!(time > earlier && time >= start && time < end)) throw durationUnsupported();
    earlier = time;
  }
}
