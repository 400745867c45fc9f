/** What is known of a master once it was looked at: enough to make any segment without looking again. */
import type { AudioTrack, IgnoredTrack, VideoTrack } from './track.js';

/** Raised whenever the meaning of a stored index changes; older ones are built again. */
export const INDEX_FORMAT = 4;

/** A file that samples are read from: the master itself, or one that was copied from it under the data folder. */
export type MediaFile = { readonly kind: 'master' } | { readonly kind: 'conformed'; readonly name: string };

export interface MasterIndex {
  readonly format: typeof INDEX_FORMAT;
  readonly asset: string;
  readonly version: string;
  /** Size of the master in bytes. */
  readonly size: number;
  /** The container as a person would name it: `mp4`, `mov`, `matroska`, … */
  readonly container: string;
  readonly files: readonly MediaFile[];
  /** Absent for a master that has sound only. */
  readonly video?: VideoTrack;
  /** In the master's order; empty for a silent one. */
  readonly audio: readonly AudioTrack[];
  readonly ignored: readonly IgnoredTrack[];
}

/** When the last presented sample of any track ends, in seconds. */
export function presentationSeconds(index: Pick<MasterIndex, 'video' | 'audio'>): number {
  const tracks = [...(index.video ? [index.video] : []), ...index.audio];
  return Math.max(...tracks.map((track) => track.end / track.timescale));
}
