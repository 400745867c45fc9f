import type { AudioTrack, Chapter, TextTrack, VideoTrack } from '../../tracks/index.js';
import { requireAligned } from './require-aligned.js';
import { alignedText } from './text/aligned-text.js';

/**
 * Shifts all tracks so that the earliest presented sample is at 0: a recording that starts at 10 s, as transport streams
 * do, plays from 0. Offsets between tracks are preserved to within a tick.
 * Overwrites the given `times` arrays, since tables are large.
 * @throws OnplayError `master_duration_unsupported` as `requireAligned`.
 */
export function alignTracks<T extends AlignedTracks>(tracks: T): T {
  const all = [...(tracks.video ? [tracks.video] : []), ...tracks.audio];
  const earliest = all.reduce((a, b) => (b.start / b.timescale < a.start / a.timescale ? b : a));
  const shifted = <U extends VideoTrack | AudioTrack>(track: U): U =>
    shiftTrack(track, Math.round((earliest.start * track.timescale) / earliest.timescale));
  const aligned = {
    ...tracks,
    ...(tracks.video ? { video: shifted(tracks.video) } : {}),
    audio: tracks.audio.map(shifted),
    ...alignedText(tracks, (1000 * earliest.start) / earliest.timescale),
  };
  requireAligned(aligned);
  return aligned;
}

interface AlignedTracks {
  readonly video?: VideoTrack;
  readonly audio: readonly AudioTrack[];
  readonly text?: readonly TextTrack[];
  readonly chapters?: readonly Chapter[];
}

/** The track so many ticks earlier. Overwrites its times. */
export function shiftTrack<T extends VideoTrack | AudioTrack>(track: T, ticks: number): T {
  if (ticks === 0) return track;
  const { times } = track.samples;
  for (let i = 0; i < times.length; i++) times[i]! -= ticks;
  return { ...track, ...shiftedEdits(track, ticks), start: track.start - ticks, end: track.end - ticks };
}

function shiftedEdits(
  track: VideoTrack | AudioTrack,
  ticks: number,
): Pick<VideoTrack, 'runs'> & Pick<AudioTrack, 'pieces'> {
  if (track.kind === 'video') {
    const { runs } = track;
    if (!runs) return {};
    const shifts = runs.shifts.map((shift, run) => shift + ticks / runs.rates[run]! - ticks);
    return { runs: { ...runs, shifts } };
  }
  const { pieces } = track;
  if (!pieces) return {};
  return {
    pieces: pieces.map(({ start, end, mediaStart, rate }) => ({
      ...{ start: start - ticks, end: end - ticks, mediaStart: mediaStart - ticks, rate },
    })),
  };
}
