import type { AudioTrack, VideoTrack } from '../track.js';

/** The tracks of a master that are played. */
export interface PlayedTracks {
  /** Absent for an audio-only master. */
  readonly video?: VideoTrack;
  /** In the master's order; empty for a master without audio. */
  readonly audio: readonly AudioTrack[];
}

/** When the last presented sample of any track ends, in seconds. */
export function presentationSeconds(tracks: PlayedTracks): number {
  const all = [...(tracks.video ? [tracks.video] : []), ...tracks.audio];
  return Math.max(...all.map((track) => track.end / track.timescale));
}
